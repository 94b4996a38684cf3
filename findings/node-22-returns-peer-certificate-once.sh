#!/usr/bin/env bash
# Node 22 returns the certificate of a TLS server as X509Certificate only once per connection.
# tlsSocket.getPeerX509Certificate() of a client takes the certificate out of OpenSSL's list, so the second call returns
# undefined, and getPeerCertificate() then returns an object without subject
# (https://nodejs.org/api/tls.html#tlssocketgetpeerx509certificate says that it returns the certificate of the peer).
#
# Versions: node 22.23.3 and 26.10.0 from npm; observed on 2026-11-28. In 26.10.0, each call returns the certificate.
#
#   call                               22.23.3      26.10.0
#   getPeerX509Certificate(), first    localhost    localhost
#   getPeerX509Certificate(), second   undefined    localhost
#   getPeerCertificate(), after it     undefined    localhost
#
# Code that logs the certificate and then compares it, for example, finds none to compare. Call it once per connection, and
# keep the result.
#
# Requires Node, npm, the npm registry and openssl. Installs into a temporary folder and fails if the output differs from the
# above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent lts@npm:node@22.23.3 current@npm:node@26.10.0
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
  -keyout key.pem -out cert.pem -subj /CN=localhost 2>/dev/null

cat >twice.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';

const [key, cert] = ['key.pem', 'cert.pem'].map(name => readFileSync(name, 'utf8'));
const server = createServer({ key, cert }, socket => socket.on('error', () => {}));
server.listen(0, '127.0.0.1', () => {
  const client = connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', ca: cert }, () => {
    const x509 = () => client.getPeerX509Certificate()?.subject.replace('CN=', '');
    console.log(`${x509()} ${x509()} ${client.getPeerCertificate().subject?.CN}`);
    client.destroy();
    server.close();
  });
});
JS

status=0
check() {
  local found
  found=$("$1" twice.mjs)
  echo "node $("$1" --version): $found"
  [ "$found" = "$2" ] || { echo "expected: $2" >&2; status=1; }
}
check node_modules/lts/bin/node 'localhost undefined undefined'
check node_modules/current/bin/node 'localhost localhost localhost'
exit "$status"
