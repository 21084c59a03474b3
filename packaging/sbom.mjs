// The list of what the program is made of, in CycloneDX 1.6 (https://cyclonedx.org): every crate that cargo links into it for
// this machine, and every npm package of the pages. Nothing is downloaded. The same tree gives the same bytes.
//   node packaging/sbom.mjs > sbom.cdx.json
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PROGRAM = "municipio";

const run = (program, ...args) => execFileSync(program, args, { cwd: ROOT, maxBuffer: 1 << 28, encoding: "utf8" });
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** The packages that are part of the program: reached by what is linked or run while it is built, not by its tests. */
function linked() {
  const host = run("rustc", "-vV").match(/^host: (.*)$/m)[1];
  const metadata = JSON.parse(
    run("cargo", "metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host),
  );
  const packages = new Map(metadata.packages.map((one) => [one.id, one]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const used = (node) => node.deps.filter((dep) => dep.dep_kinds.some(({ kind }) => kind !== "dev")).map((dep) => dep.pkg);
  const root = metadata.packages.find((one) => one.name === PROGRAM && one.source === null);
  const reached = new Map();
  const waiting = [root.id];
  while (waiting.length > 0) {
    const id = waiting.pop();
    if (reached.has(id)) continue;
    const needs = used(nodes.get(id));
    reached.set(id, needs);
    waiting.push(...needs);
  }
  return { packages, reached, root };
}

/** The SHA-256 of each crate's archive, as Cargo.lock has it. */
function checksums() {
  const found = new Map();
  for (const block of readFileSync(join(ROOT, "Cargo.lock"), "utf8").split("[[package]]")) {
    const value = (name) => block.match(new RegExp(`^${name} = "(.*)"$`, "m"))?.[1];
    if (value("checksum")) found.set(`${value("name")}@${value("version")}`, value("checksum"));
  }
  return found;
}

const licence = (text) => (text ? [{ expression: text.replaceAll("/", " OR ") }] : undefined);
const crateUrl = ({ name, version }) => `pkg:cargo/${name}@${encodeURIComponent(version)}`;

function crates({ packages, reached, root }) {
  const sums = checksums();
  const components = [];
  const dependencies = [];
  for (const [id, needs] of reached) {
    const one = packages.get(id);
    const sum = sums.get(`${one.name}@${one.version}`);
    dependencies.push({ ref: crateUrl(one), dependsOn: needs.map((need) => crateUrl(packages.get(need))).sort() });
    if (one === root) continue;
    components.push({
      type: "library",
      "bom-ref": crateUrl(one),
      name: one.name,
      version: one.version,
      hashes: sum && [{ alg: "SHA-256", content: sum }],
      licenses: licence(one.license),
      purl: crateUrl(one),
    });
  }
  return { components, dependencies };
}

/** What the pages load, from the lock file: packages that only build or test are left out. */
function pages() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "web/package-lock.json"), "utf8"));
  const components = new Map();
  for (const [path, one] of Object.entries(packages)) {
    if (path === "" || one.dev || one.optional) continue;
    const name = path.split("node_modules/").at(-1);
    const purl = `pkg:npm/${name.replace("@", "%40")}@${one.version}`;
    const hash = one.integrity?.match(/^sha512-(.*)$/)?.[1];
    components.set(purl, {
      type: "library",
      "bom-ref": purl,
      name,
      version: one.version,
      hashes: hash && [{ alg: "SHA-512", content: Buffer.from(hash, "base64").toString("hex") }],
      licenses: licence(one.license),
      purl,
    });
  }
  return [...components.values()];
}

/** When the source was last changed, as the package's own dates. */
function when() {
  const epoch = process.env.SOURCE_DATE_EPOCH ?? run("git", "log", "-1", "--format=%ct").trim();
  return new Date(Number(epoch) * 1000).toISOString().replace(".000Z", "Z");
}

const byRef = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const found = linked();
const { components, dependencies } = crates(found);
const npm = pages();
dependencies.find(({ ref }) => ref === crateUrl(found.root)).dependsOn.push(...npm.map(({ purl }) => purl));
const all = [...components, ...npm].sort((a, b) => byRef(a.purl, b.purl));
const digest = sha256(JSON.stringify(all));
const uuid = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`, digest.slice(20, 32)];
const bom = {
  $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  serialNumber: `urn:uuid:${uuid.join("-")}`,
  version: 1,
  metadata: {
    timestamp: when(),
    component: {
      type: "application",
      "bom-ref": crateUrl(found.root),
      name: PROGRAM,
      version: found.root.version,
      licenses: licence(found.root.license),
    },
  },
  components: all,
  dependencies: dependencies.sort((a, b) => byRef(a.ref, b.ref)),
};
console.log(JSON.stringify(bom, null, 1));
