// A certified OpenID Connect provider (the npm package oidc-provider) for tests: node provider.mjs CLIENT SECRET REDIRECT [pages]
// With `pages` it shows its own pages for log-in (any password does) and consent. Without, it logs in without asking whoever
// the request names in `login_hint`; everything else is the real protocol.
// It prints its address on the first line and ends when its standard input does.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [clientId, clientSecret, redirect, pages] = process.argv.slice(2);

const accounts = {
  mario: { email: 'Mario.Rossi@comune.example.it', email_verified: true },
  anna: { email: 'anna.bianchi@comune.example.it', email_verified: false },
  nessuno: { email: 'nessuno@comune.example.it', email_verified: true },
  senza: {},
  chiusa: { email: 'chiusa@comune.example.it', email_verified: true },
  forte: { email: 'mario.rossi@comune.example.it', email_verified: true },
};

/** Everything that the client asks for is granted. */
async function granted(ctx) {
  const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
  grant.addOIDCScope('openid email');
  await grant.save();
  return grant;
}

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  // To a native program's own machine the port does not matter (RFC 8252): a test's server has one of its own. Such a program is
  // always asked for consent.
  clients: [{ application_type: pages === 'pages' ? 'native' : 'web', client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect], response_types: ['code'] }],
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: pages === 'pages' } },
  pkce: { required: () => true },
  findAccount: (_ctx, id) => (id in accounts ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined),
  ...(pages === 'pages' ? {} : { interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` }, loadExistingGrant: granted }),
});

const answer = provider.callback();
server.on('request', async (request, response) => {
  if (pages === 'pages' || !request.url.startsWith('/interaction/')) {
    answer(request, response);
    return;
  }
  try {
    const { params } = await provider.interactionDetails(request, response);
    const amr = params.login_hint === 'forte' ? ['pwd', 'otp', 'mfa'] : ['pwd'];
    await provider.interactionFinished(request, response, { login: { accountId: params.login_hint, amr } });
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});

console.log(issuer);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
