import { inspect } from 'node:util';

/** Every secret in the cases contains this text. */
export const secret = 'hunter2';

const json = JSON.stringify;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const jwt = [{ alg: 'HS256' }, { sub: secret }]
  .map(part => Buffer.from(json(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl')
  .join('.');
const pem = `-----BEGIN RSA PRIVATE KEY-----\nMII${secret}\nabc/def+\n-----END RSA PRIVATE KEY-----`;
const awsSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYhunter2KEY'.slice(0, 40);

/**
 * Log messages, the text in each that must not be shown, and a text beside it that must stay. Sources: logs of custom
 * resources in public reports, the connection strings in the vendors' documentation, RFC 3986, 6265, 7235 and 7468.
 */
export const secretLogCases: Array<
  [kind: string, message: string, hidden: string, kept?: string]
> = [
  // A URL's userinfo.
  [
    'PostgreSQL URL',
    `connect to postgres://app:${secret}@db.internal:5432/orders failed`,
    secret,
    'db.internal:5432/orders failed',
  ],
  [
    'AMQP URL',
    `amqps://app:${secret}@mq.internal/vhost refused`,
    secret,
    'mq.internal/vhost refused',
  ],
  [
    'Redis URL without a user',
    `redis://:${secret}@cache.internal:6379/0`,
    secret,
    'cache.internal:6379/0',
  ],
  [
    'HTTPS URL',
    `GET https://user:${secret}@api.internal/x 403`,
    secret,
    'api.internal/x 403',
  ],
  [
    'token as a user',
    `cloning https://${secret}token@github.com/acme/x.git`,
    secret,
    'github.com/acme/x.git',
  ],
  [
    'password with an at sign',
    `mongodb+srv://app:p@ss${secret}@db.internal/x`,
    secret,
    'db.internal/x',
  ],
  [
    'password with a slash',
    `postgres://app:p/${secret}#x@db.internal/x`,
    secret,
    'db.internal/x',
  ],
  [
    'JDBC URL',
    `jdbc:mysql://db.internal/x?user=app&password=${secret}`,
    secret,
    'db.internal/x',
  ],
  [
    'URL that the log cut',
    `${'x'.repeat(7950)} postgres://application:${secret}${'a'.repeat(
      90,
    )}@db.internal`,
    secret,
  ],
  // Query parameters.
  [
    'presigned URL',
    `PUT https://b.s3.amazonaws.com/k?X-Amz-Signature=${secret}&x=1`,
    secret,
    'b.s3.amazonaws.com/k',
  ],
  [
    'security token of a URL',
    `https://b.s3.amazonaws.com/k?a=b&X-Amz-Security-Token=${secret}`,
    secret,
  ],
  [
    'token of a relative URL',
    `GET /callback?token=${secret}&x=1 500`,
    secret,
    '500',
  ],
  [
    'code of a relative URL',
    `GET /callback?state=a&code=${secret} 500`,
    secret,
    '/callback',
  ],
  [
    'parameters without a URL',
    `signed X-Amz-Signature=${secret}&X-Amz-Security-Token=${secret}`,
    secret,
  ],
  // Variables.
  ['DB_PWD', `DB_PWD=${secret}`, secret],
  ['pwd', `pwd: ${secret}`, secret],
  ['pwd with a slash', `pwd=/${secret}/x`, secret],
  ['PGPASSWORD', `PGPASSWORD=${secret} psql failed`, secret, 'psql failed'],
  ['password in any case', `password=${secret}`, secret],
  ['quoted password', `DB_PASSWORD: "${secret}"`, secret],
  ['apostrophes', `apiKey = '${secret}'`, secret],
  ['name that continues', `my_api_key_x: ${secret}`, secret],
  ['secret access key', `AWS_SECRET_ACCESS_KEY = ${secret}`, secret],
  ['pass', `SMTP_PASS=${secret} smtp-pass: ${secret} pass: ${secret}`, secret],
  ['passphrase', `passphrase='a ${secret}' next`, secret, 'next'],
  ['comma in a password', `password=ab,${secret}`, secret],
  ['bracket in a password', `password=ab}${secret}`, secret],
  ['list of tokens', `tokens: ["a","${secret}"]`, secret],
  [
    'command line',
    `ran tool --db-password ${secret} --verbose`,
    secret,
    '--verbose',
  ],
  ['curl', `curl -u admin:${secret} failed`, secret, 'failed'],
  ['Go struct', `{User:app Password:${secret}}`, secret, 'User:app'],
  [
    'Ruby hash',
    `{:password=>"a ${secret}", :user=>"app"}`,
    secret,
    ':user=>"app"',
  ],
  [
    'XML',
    `<db><userPassword type="x">${secret}</userPassword><host>h</host>`,
    secret,
    '<host>h</host>',
  ],
  [
    'SQL',
    `syntax error at: CREATE USER app IDENTIFIED BY '${secret}'`,
    secret,
    'CREATE USER app',
  ],
  [
    'SQL of PostgreSQL',
    `ALTER ROLE app WITH PASSWORD '${secret}'; failed`,
    secret,
    'failed',
  ],
  // Names and signs of other languages.
  ['pw', `pw=${secret} db_pw: ${secret}`, secret],
  ['pass without a sign', `DBPASS=${secret} smtpPass: ${secret}`, secret],
  ['German', `Passwort: ${secret}, kennwort=${secret}`, secret],
  ['encryption key', `ENCRYPTION_KEY=${secret}`, secret],
  ['Go', `password := "${secret} x" and`, secret, 'and'],
  ['arrow', `password -> ${secret}`, secret],
  ['percent-encoded', `body a=1%26password%3D${secret}`, secret, 'a=1'],
  ['percent-encoded JSON', `%7B%22password%22%3A%22${secret}%22%7D`, secret],
  [
    'XML attribute',
    `<add key="DbPassword" value="${secret}"/><a b="c"/>`,
    secret,
    '<a b="c"/>',
  ],
  ['XML parameter', `<Parameter name="pwd">${secret}</Parameter>`, secret],
  ['sentence', `the password for app: ${secret}9 is wrong`, secret, 'wrong'],
  ['sentence with is', `password is ${secret}`, secret],
  // Command lines.
  ['option at the beginning', `--password ${secret} --db x`, secret, '--db x'],
  ['option of PowerShell', `tool -Password ${secret} -Db x`, secret, '-Db x'],
  ['mysql', `mysql -uroot -p${secret} -h db.internal`, secret, 'db.internal'],
  ['sshpass', `sshpass -p '${secret}' ssh db.internal`, secret, 'db.internal'],
  ['docker login', `docker login -u app -p ${secret} r.io`, secret, 'r.io'],
  ['redis-cli', `redis-cli -h db.internal -a ${secret} ping`, secret, 'ping'],
  ['curl, long', `curl --user=app:${secret} failed`, secret, 'failed'],
  // SQL.
  ['MySQL', `IDENTIFIED WITH x_y BY '${secret}' failed`, secret, 'failed'],
  ['SQL function', `SET x = PASSWORD('${secret}') failed`, secret, 'failed'],
  ['SQL without quotes', `CREATE USER a IDENTIFIED BY ${secret};`, secret],
  // Data source names.
  [
    'Go data source',
    `dial app:p@1${secret}@tcp(db.internal:3306)/x`,
    secret,
    '@tcp(db.internal:3306)/x',
  ],
  ['Oracle', `jdbc:oracle:thin:app/${secret}@db:1521:x`, secret, '@db:1521:x'],
  ['no scheme', `to //app:${secret}@db.internal/x`, secret, '@db.internal/x'],
  // Tokens by their form.
  ...[
    `sk_live_4eC39HqLyjWDarjtT1${secret}`,
    `sk-proj-4eC39HqLyjWDarjtT1${secret}`,
    `SG.4eC39HqLyjWDarjtT1zdp7.${secret}jWDarjtT1zdp7dc`,
    `hvs.CAESI4eC39HqLyj${secret}`,
    `dckr_pat_4eC39HqLyjWDarjtT1${secret}`,
    `pypi-AgEIcHlwaS5vcmc${secret}`,
    `shpat_4eC39HqLyjWDarjtT1${secret}`,
    `glrt-4eC39HqLyjWDar${secret}`,
    `xapp-1-A0-4eC39HqLyjW${secret}`,
    `ya29.a04eC39HqLyjWDarjtT1${secret}`,
    `AGE-SECRET-KEY-14EC39HQLYJWD${secret}`,
    `https://hooks.slack.com/services/T0/B0/${secret}`,
    `https://discord.com/api/webhooks/1/${secret}`,
  ].map((text): [string, string, string, string] => [
    text.slice(0, 12),
    `sent ${text} now`,
    secret,
    'now',
  ]),
  // Connection strings.
  [
    'ADO.NET',
    `Server=db;User Id=app;Password=a ${secret} b;Encrypt=true`,
    secret,
    'Encrypt=true',
  ],
  [
    'short name in ADO.NET',
    `Server=db;Uid=app;Pwd=a ${secret};Encrypt=true`,
    secret,
    'Server=db;Uid=app',
  ],
  [
    'AccountKey',
    `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${secret}/+==;EndpointSuffix=core`,
    secret,
    'AccountName=x',
  ],
  [
    'SharedAccessKey',
    `Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=${secret}=`,
    secret,
    'Endpoint=sb://x/',
  ],
  // Tokens by their form.
  ['JWT', `rejected ${jwt} from idp`, jwt, 'from idp'],
  ['JWT that the log cut', `rejected ${jwt.slice(0, 45)}`, jwt.slice(20, 45)],
  [
    'access key ID',
    'signed by AKIAIOSFODNN7EXAMPLE in eu-central-1',
    'AKIAIOSFODNN7EXAMPLE',
    'in eu-central-1',
  ],
  [
    'temporary access key ID',
    'ASIAIOSFODNN7EXAMPLE expired',
    'ASIAIOSFODNN7EXAMPLE',
    'expired',
  ],
  [
    'secret key beside its ID',
    `AKIAIOSFODNN7EXAMPLE ${awsSecret} x`,
    awsSecret,
    ' x',
  ],
  [
    'session token',
    `got IQoJb3JpZ2luX2VjE${secret}//abc== from STS`,
    secret,
    'from STS',
  ],
  [
    'token of a code host',
    `remote: ghp_${secret}${'a'.repeat(29)} is invalid`,
    secret,
    'is invalid',
  ],
  // Headers.
  [
    'Basic',
    `Authorization: Basic ${base64(`app:${secret}`)}`,
    base64(`app:${secret}`),
  ],
  ['Bearer', `Authorization: Bearer ${secret}.payload`, secret],
  ['proxy', `Proxy-Authorization: Basic ${secret}`, secret],
  ['assignment', `authorization=${secret}`, secret],
  ['scheme in a sentence', `called with Bearer ${secret}.pay-load`, secret],
  [
    'Signature Version 4',
    `AWS4-HMAC-SHA256 Credential=${secret}/x, Signature=${secret}`,
    secret,
  ],
  ['header in JSON', `{"authorization":"Bearer ${secret}"}`, secret],
  ['cookie', `Cookie: lang=en; session=${secret}; x=y`, secret],
  ['Set-Cookie', `< set-cookie: sid=${secret}; Path=/; HttpOnly`, secret],
  [
    'cookie in JSON',
    `x {"Set-Cookie": "sid=${secret}; Path=/", "status": 200,`,
    secret,
    '"status": 200',
  ],
  ['API key header', `x-api-key: ${secret}`, secret],
  // Private keys.
  ['PEM', `loading ${pem} failed`, secret, 'failed'],
  ['PEM in JSON', json({ message: 'no key', text: pem }), secret, 'no key'],
  ['PEM in text', `x ${json({ text: pem })} failed`, secret, 'failed'],
  ['PEM that the log cut', pem.slice(0, 50), secret],
  // JSON, JSON in JSON, and what other languages print.
  [
    'JSON in JSON',
    json({ message: json({ Password: secret, host: 'h' }) }),
    secret,
    'host',
  ],
  [
    'JSON in JSON in text',
    `level=info ${json({
      message: json({ Password: `a"${secret}`, host: 'h' }),
    })} and more`,
    secret,
    'and more',
  ],
  [
    'JSON three levels deep in text',
    `x ${json(json(json({ token: `"a" ${secret}` })))} more`,
    secret,
    'more',
  ],
  ['pair', json([{ Name: 'DB_PASSWORD', Value: secret }]), secret],
  [
    'pair after a prefix',
    `[INFO]\t2026\tid\t${json([{ Name: 'DB_PWD', Value: secret }])}`,
    secret,
  ],
  [
    'pair over several lines',
    json([{ Name: 'DB_PASSWORD', Value: secret }], undefined, 2),
    secret,
  ],
  [
    'pair of Node',
    `said ${inspect([{ Name: 'DB_PASSWORD', Value: secret }])}, and more`,
    secret,
    'and more',
  ],
  [
    'list of Node',
    `${inspect({ tokens: ['a'.repeat(60), secret.padEnd(60)] })} more`,
    secret,
    'more',
  ],
  [
    'text of Node',
    `${inspect({ password: `'"${secret} x` })} more`,
    secret,
    'more',
  ],
  [
    'object after a name',
    `INFO database secret: ${json({ username: 'admin', pass: secret })}`,
    secret,
  ],
  [
    'JSON that the log cut',
    '{"cut": "\\"secret\\": \\"hunter2\\"", "tokens": ["a", "hunter2"], ',
    secret,
  ],
  ['quote in a value', `x {"password": "a \\"b ${secret}", "y": `, secret],
  [
    'Python dictionary',
    `{'password': 'a ${secret}', 'host': 'h'}`,
    secret,
    "'host': 'h'",
  ],
  [
    'Python bytes',
    `{'password': b'a ${secret}', 'host': 'h'}`,
    secret,
    "'host': 'h'",
  ],
  [
    'Python arguments',
    `User(name='app', password='a ${secret}')`,
    secret,
    "name='app'",
  ],
  [
    'Python pairs',
    `[('DB_PASSWORD', 'a ${secret}'), ('HOST', 'h')]`,
    secret,
    "('HOST', 'h')",
  ],
  // Public reports: events that CDK's framework logs, answers that cfn-response logs, answers of AWS.
  [
    'event in the log of the CDK',
    `2026-01-01T00:00:00.000Z\tid\tINFO\tgot event ${inspect([
      [
        '{',
        '  "ServiceToken": "arn:aws:lambda:eu-central-1:111111111111:function:x",',
        `  "MasterPassword": "${secret}",`,
        '  "Name": "x"',
        '}',
      ].join('\n'),
    ])}`,
    secret,
    '"Name": "x"',
  ],
  [
    'event with its answer address',
    `INFO\t${inspect({
      RequestType: 'Create',
      ResponseURL: `https://b.s3.amazonaws.com/k?X-Amz-Signature=${secret}`,
    })}`,
    secret,
    'Create',
  ],
  [
    'answer of cfn-response',
    `Response body:\n${json({
      Status: 'SUCCESS',
      Reason: 'See the log',
      LogicalResourceId: 'Db',
      NoEcho: true,
      Data: { Value: secret },
    })}`,
    secret,
    'See the log',
  ],
  [
    'SecureString',
    `got ${inspect({
      Parameter: { Name: '/x/db', Type: 'SecureString', Value: secret },
    })}`,
    secret,
    '/x/db',
  ],
  [
    'SecureString in JSON',
    json({ Parameter: { Name: '/x/db', Type: 'SecureString', Value: secret } }),
    secret,
    '/x/db',
  ],
  [
    'answer of Secrets Manager',
    `API response ${inspect({
      Name: 'x',
      SecretString: json({ user: 'app', x: secret }),
    })}`,
    secret,
    'API response',
  ],
];

/** Messages that resemble secrets and must stay as they are, since they name the cause. */
export const readableLogCases = [
  'Basic authentication failed because the role may not decrypt',
  'a basic network problem',
  'the target group has no room',
  'the password policy requires 12 characters',
  'InvalidParameterValue: The parameter MasterUserPassword is not a valid password',
  'FATAL: password authentication failed for user "app"',
  'CredentialsProviderError: Could not load credentials from any providers',
  'ExpiredTokenException: The security token included in the request is expired',
  'InvalidPasswordException: Password did not conform with policy',
  'AccessDenied: arn:aws:sts::111111111111:assumed-role/fn/x is not authorized to perform secretsmanager:GetSecretValue',
  'SecretArn: arn:aws:secretsmanager:eu-central-1:111111111111:secret:db-AbCdEf',
  '    at TokenProvider.refresh (/var/task/node_modules/x/token.js:12:34)',
  '    at async file:///var/task/index.mjs:3:5',
  'PWD=/var/task',
  'commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 has no such file',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'npm error 404 https://registry.example/@scope%2fpkg and https://registry.example/@scope/pkg',
  'http://[::1]:8080/@x and http://h:8080/@x',
  'mail to team-a@example.com: bounced',
  '{"level":"error","message":"no room","ids":[1,2]}',
  'Error: [object] is not iterable {',
  'tests passed: 3, bypassed: 4',
  'the cookie banner: none',
  '-----BEGIN CERTIFICATE----- has expired',
  'KMSMasterKeyId: alias/orders is disabled',
  'the token is expired since 2026-11-01',
  'password is 12 characters long',
  'the error was identified by the function',
  'task sk-orders is done, disk-usage-of-volume-is-high',
  'listening on orders:8080, user@tcp',
  'mysql -h db.internal -p 3306 -d orders',
  'import //cdn.internal:8080/x and // a: b@c',
  'compass=north surpass: yes',
  '<Parameter name="host">db.internal</Parameter>',
  'RequestId: 0e0f1a2b-3c4d-5e6f-7a8b-9c0d1e2f3a4b Error: Task timed out after 3.00 seconds',
];
