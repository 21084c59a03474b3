// Checks publiccode.yml against the rules of the standard (version 0.7), as far as Municipio uses them: for machines
// where the official validator cannot be had. Usage: node check.mjs publiccode.yml
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const VERSIONS = ['0.4', '0.4.0', '0.5', '0.5.0', '0.7', '0.7.0'];
const STATUSES = ['concept', 'development', 'beta', 'stable', 'obsolete'];
const TYPES = ['standalone/mobile', 'standalone/iot', 'standalone/desktop', 'standalone/web', 'standalone/backend', 'standalone/other', 'addon', 'library', 'configurationFiles'];
const MAINTENANCE = ['internal', 'contract', 'community', 'none'];
const PLATFORMS_IT = ['spid', 'cie', 'anpr', 'pagopa', 'io'];
const TOP = [
  'publiccodeYmlVersion', 'name', 'applicationSuite', 'url', 'landingURL', 'isBasedOn', 'softwareVersion', 'releaseDate', 'logo',
  'organisation', 'inputTypes', 'outputTypes', 'platforms', 'categories', 'usedBy', 'fundedBy', 'roadmap', 'developmentStatus',
  'softwareType', 'supports', 'intendedAudience', 'description', 'legal', 'maintenance', 'localisation', 'dependsOn', 'IT',
];

const errors = [];
const need = (good, key, why) => good || errors.push(`${key}: ${why}`);
const isText = (value) => typeof value === 'string' && value.trim() !== '';
const isUrl = (value) => isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const length = (value) => (isText(value) ? [...value].length : 0);

function oneOf(values, value, key) {
  need(values.includes(value), key, `'${value}' non è tra: ${values.join(', ')}`);
}

function description(lang, text) {
  const key = `description.${lang}`;
  need(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(lang), key, 'non è un codice di lingua BCP 47');
  need(length(text?.shortDescription) >= 1 && length(text.shortDescription) <= 150, `${key}.shortDescription`, 'da 1 a 150 caratteri');
  need(length(text?.longDescription) >= 150 && length(text.longDescription) <= 10000, `${key}.longDescription`, 'da 150 a 10.000 caratteri');
  need(Array.isArray(text?.features) && text.features.length > 0 && text.features.every(isText), `${key}.features`, 'almeno una');
}

function check(file) {
  const unknown = Object.keys(file).filter((key) => !TOP.includes(key));
  need(unknown.length === 0, unknown.join(', '), 'chiave che lo standard non conosce');
  oneOf(VERSIONS, file.publiccodeYmlVersion, 'publiccodeYmlVersion');
  need(isText(file.name), 'name', 'obbligatoria');
  need(isUrl(file.url), 'url', "deve essere l'indirizzo https del codice");
  const date = String(file.releaseDate ?? '');
  need(/^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date)), 'releaseDate', 'deve essere una data AAAA-MM-GG');
  need(Array.isArray(file.platforms) && file.platforms.length > 0, 'platforms', 'almeno una');
  need(Array.isArray(file.categories) && file.categories.length > 0, 'categories', 'almeno una');
  oneOf(STATUSES, file.developmentStatus, 'developmentStatus');
  oneOf(TYPES, file.softwareType, 'softwareType');
  const descriptions = Object.entries(file.description ?? {});
  need(descriptions.length > 0, 'description', 'almeno una lingua');
  for (const [lang, text] of descriptions) description(lang, text);
  need(isText(file.legal?.license), 'legal.license', 'obbligatoria (identificativo SPDX)');
  oneOf(MAINTENANCE, file.maintenance?.type, 'maintenance.type');
  if (['internal', 'community'].includes(file.maintenance?.type)) {
    const contacts = file.maintenance.contacts;
    need(Array.isArray(contacts) && contacts.length > 0 && contacts.every((one) => isText(one?.name)), 'maintenance.contacts', 'almeno uno, con il nome');
  }
  need(typeof file.localisation?.localisationReady === 'boolean', 'localisation.localisationReady', 'true o false');
  need(file.localisation?.availableLanguages?.length > 0, 'localisation.availableLanguages', 'almeno una');
  for (const platform of PLATFORMS_IT) {
    need(typeof file.IT?.piattaforme?.[platform] === 'boolean', `IT.piattaforme.${platform}`, 'true o false');
  }
}

try {
  const file = parse(readFileSync(process.argv[2], 'utf8'));
  if (file === null || typeof file !== 'object') throw new Error('non è una mappa di chiavi e valori');
  check(file);
} catch (error) {
  errors.push(error.message);
}
for (const error of errors) console.error(`  publiccode.yml: ${error}`);
process.exit(errors.length === 0 ? 0 : 1);
