// A real OpenID provider that signs every account in without a page, and sends false tokens or fails on request.
//
//   node server.mjs <redirect uri> <client_secret_basic|client_secret_post>
//
// Prints `listening on <issuer>`. `POST /control` with {"subject", "mischief", "published", "failure"} says who signs
// in next, how ID tokens are twisted, which keys are published, and how a path fails: {"path", "kind", "times"}.
// {"nameless"} publishes keys without a name, {"rotate"} replaces that of RS256, {"odd"} publishes these as well.
// `GET /control` lists the requests since the last `POST`, each with its path and its declared length.

import * as crypto from "node:crypto";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import Provider from "oidc-provider";

const [redirectUri, authMethod] = process.argv.slice(2);

const rsa = () => crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys = {
  RS256: rsa(),
  PS256: rsa(),
  ES256: crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }),
  EdDSA: crypto.generateKeyPairSync("ed25519"),
};
const jwk = (alg, half) => ({ ...half.export({ format: "jwk" }), kid: alg, alg, use: "sig" });
const control = {
  subject: "subject-1", mischief: null, published: Object.keys(keys), failure: null,
  nameless: false, rotate: false, odd: [],
};
let asked = [];

const encode = value => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = part => JSON.parse(Buffer.from(part, "base64url").toString());

/** Signs claims as `alg`, with the key of that algorithm or another; the header names the key unless told otherwise. */
function sign(claims, alg, key = keys[alg].privateKey, kid = alg) {
  const signed = `${encode({ alg, kid })}.${encode(claims)}`;
  const options = {
    RS256: { key },
    PS256: { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ES256: { key, dsaEncoding: "ieee-p1363" },
    EdDSA: { key },
  }[alg];
  const signature = crypto.sign(alg === "EdDSA" ? null : "sha256", Buffer.from(signed), options);
  return `${signed}.${signature.toString("base64url")}`;
}

/** An ID token as the mischief of the day wants it. */
function twist(token) {
  const [header, payload, signature] = token.split(".");
  const claims = decode(payload);
  const now = Math.floor(Date.now() / 1000);
  const hmac = () => {
    const signed = `${encode({ alg: "HS256", kid: "RS256" })}.${payload}`;
    const pem = keys.RS256.publicKey.export({ type: "spki", format: "pem" });
    return `${signed}.${crypto.createHmac("sha256", pem).update(signed).digest("base64url")}`;
  };
  const twists = {
    nonce: () => sign({ ...claims, nonce: "another" }, "RS256"),
    no_nonce: () => sign({ ...claims, nonce: undefined }, "RS256"),
    expired: () => sign({ ...claims, iat: now - 7200, exp: now - 3600 }, "RS256"),
    future: () => sign({ ...claims, iat: now + 3600 }, "RS256"),
    issuer: () => sign({ ...claims, iss: "https://evil.example" }, "RS256"),
    audience: () => sign({ ...claims, aud: "another-client" }, "RS256"),
    azp: () => sign({ ...claims, aud: [claims.aud, "another"], azp: "another" }, "RS256"),
    tampered: () => `${header}.${encode({ ...claims, sub: "somebody-else" })}.${signature}`,
    foreign_key: () => sign(claims, "RS256", rsa().privateKey),
    none: () => `${encode({ alg: "none" })}.${payload}.`,
    hmac,
    absent: () => undefined,
    nameless: () => sign(claims, "RS256", keys.RS256.privateKey, null),
    PS256: () => sign(claims, "PS256"),
    ES256: () => sign(claims, "ES256"),
    EdDSA: () => sign(claims, "EdDSA"),
  };
  return twists[control.mischief]();
}

/** Signs in the next account, and consents to everything. */
async function interact(provider, request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const accountId = control.subject;
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId } });
  }
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope("openid");
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

function makeProvider(issuer) {
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "rongtong",
      client_secret: "a secret: with + and %",
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: authMethod,
    }],
    clientAuthMethods: [authMethod],
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [jwk("RS256", keys.RS256.privateKey)] },
    pkce: { required: () => true },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === "/jwks") {
      const keep = ({ kid, ...rest }) => (control.nameless ? rest : { kid, ...rest });
      const published = control.published.map(alg => keep(jwk(alg, keys[alg].publicKey)));
      ctx.body = { keys: [...control.odd, ...published] };
    } else if (ctx.path === "/token" && ctx.body?.id_token && control.mischief) {
      ctx.body.id_token = twist(ctx.body.id_token);
    }
  });
  return provider;
}

/** The ways in which a path fails, as a platform sees them. */
const failures = {
  unavailable: (_, response) => response.writeHead(503).end(),
  reset: request => request.socket.destroy(),
  cut: (request, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
    response.write("{", () => request.socket.destroy());
  },
  silent: () => {},
  lengthless: async (request, response) => {
    if (request.headers["content-length"] === undefined) return response.writeHead(411).end();
    await provider.callback()(request, response);
  },
  declared: (_, response) => response.writeHead(200, { "content-length": 2 ** 40 }).flushHeaders(),
  large: (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ padding: "x".repeat(300 * 1024) }));
  },
};

/** Whether this request is one of those that were ordered to fail. */
function fails(path) {
  if (control.failure?.path !== path || control.failure.times === 0) return false;
  control.failure.times -= 1;
  return true;
}

let provider;
const server = createServer(async (request, response) => {
  try {
    const path = request.url.split("?")[0];
    if (path === "/control" && request.method === "POST") {
      Object.assign(control, await json(request));
      if (control.rotate) Object.assign(keys, { RS256: rsa() });
      control.rotate = false;
      asked = [];
      response.writeHead(204).end();
      return;
    }
    if (path === "/control") {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(asked));
      return;
    }
    asked.push({ path, length: request.headers["content-length"] ?? null });
    if (fails(path)) {
      await failures[control.failure.kind](request, response);
    } else if (request.url.startsWith("/interaction/")) {
      await interact(provider, request, response);
    } else {
      await provider.callback()(request, response);
    }
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = makeProvider(issuer);
  console.log(`listening on ${issuer}`);
});
// The parent process keeps the input open; when that ends, so does this.
process.stdin.on("end", () => process.exit(0)).resume();
