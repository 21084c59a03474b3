// A certified OpenID Connect provider (the npm package oidc-provider) for the tests of accounts. It logs in without asking
// whoever the request names in `login_hint`; everything else is the real protocol.
// It prints its address on the first line and ends when its standard input does.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [clientId, clientSecret, redirect] = process.argv.slice(2);

const accounts = {
  mario: { email: 'Mario.Rossi@comune.example.it', email_verified: true },
  anna: { email: 'anna.bianchi@comune.example.it', email_verified: false },
  nessuno: { email: 'nessuno@comune.example.it', email_verified: true },
  senza: {},
  forte: { email: 'mario.rossi@comune.example.it', email_verified: true },
};

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect], response_types: ['code'] }],
  claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  findAccount: (_ctx, id) => (id in accounts ? { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) } : undefined),
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  // Everything that the client asks for is granted.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
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
