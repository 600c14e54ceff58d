/** Make the certificates that tests of TLS use, valid until 2099: `npx tsx test/tools/make-certificates.ts`. Needs openssl 3. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../connection/certificates', import.meta.url));
const BEGIN = '20200101000000Z';
const FAR = '20990101000000Z';
const LOCAL = 'DNS:localhost,IP:127.0.0.1,IP:::1';

/** Signed by the CA. */
const LEAVES = [
  { name: 'server', names: LOCAL, end: FAR },
  { name: 'elsewhere', names: 'DNS:elsewhere.example', end: FAR },
  { name: 'expired', names: LOCAL, end: '20200102000000Z' },
  { name: 'client', names: 'DNS:client.example', end: FAR },
] as const;

/** CAs, and who is nobody's but his own. */
const ROOTS = [
  { name: 'ca', constraints: 'basicConstraints=critical,CA:TRUE' },
  { name: 'other-ca', constraints: 'basicConstraints=critical,CA:TRUE' },
  { name: 'self-signed', constraints: `basicConstraints=CA:FALSE\nsubjectAltName=${LOCAL}` },
] as const;

const work = mkdtempSync(join(tmpdir(), 'rdb-tool-certificates-'));

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** `openssl ca` alone lets one say when a certificate begins and ends; it keeps books for that. */
function sign(name: string, issuer: string | undefined, extensions: string, end: string): void {
  writeFileSync(join(work, 'index.txt'), '');
  writeFileSync(join(work, 'extensions'), extensions);
  const key = join(FOLDER, `${name}.key`);
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
  openssl('req', '-new', '-key', key, '-out', 'request', '-subj', `/CN=${name}`);
  const by =
    issuer === undefined
      ? ['-selfsign', '-keyfile', key]
      : ['-keyfile', join(FOLDER, `${issuer}.key`), '-cert', join(FOLDER, `${issuer}.pem`)];
  const out = ['-in', 'request', '-out', join(FOLDER, `${name}.pem`), '-extfile', 'extensions', '-notext', '-batch'];
  openssl('ca', '-config', 'ca.conf', ...by, '-startdate', BEGIN, '-enddate', end, ...out);
}

try {
  mkdirSync(FOLDER, { recursive: true });
  const policy = '[p]\ncommonName = supplied\n';
  writeFileSync(
    join(work, 'ca.conf'),
    `[ca]\ndefault_ca = d\n[d]\nnew_certs_dir = .\ndatabase = index.txt\ndefault_md = sha256\nrand_serial = yes\npolicy = p\n${policy}`,
  );
  for (const { name, constraints } of ROOTS) sign(name, undefined, constraints, FAR);
  for (const { name, names, end } of LEAVES) sign(name, 'ca', `subjectAltName=${names}`, end);
} finally {
  rmSync(work, { recursive: true });
}
