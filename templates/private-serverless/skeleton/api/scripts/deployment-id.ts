// The logical ID of the API's deployment contains a hash of the API's policy and methods. infrastructure/template.yaml
// explains why. This script prints the expected ID. With --write, it also updates the template.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const templateFile = new URL('../infrastructure/template.yaml', import.meta.url);

/** Resource types whose changes take effect only with a new deployment. */
const deployedTypes = new Set(
  ['Authorizer', 'GatewayResponse', 'Method', 'Model', 'RequestValidator', 'Resource'].map(
    name => `AWS::ApiGateway::${name}`,
  ),
);

/** The deployment's logical ID in the template, and the one that matches the policy and the methods. */
export function deploymentIds(templateText: string): { actual: string; expected: string } {
  const { Resources: resources } = parse(templateText, { logLevel: 'error' }) as {
    Resources: Record<
      string,
      { Type: string; Metadata?: { endpoint?: string }; Properties?: { Policy?: unknown } }
    >;
  };
  const deployed = Object.entries(resources)
    .filter(([, { Type }]) => deployedTypes.has(Type))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const actual = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::ApiGateway::Deployment');
  // The policy has the ID of a shared endpoint only as a parameter.
  const endpoint = actual?.[1].Metadata?.endpoint;
  const content = [
    resources.RestApi?.Properties?.Policy ?? null,
    ...deployed,
    ...(endpoint === undefined ? [] : [endpoint]),
  ];
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { actual: actual?.[0] ?? '', expected: `ApiDeployment${hash.slice(0, 10)}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readFileSync(templateFile, 'utf8');
  const { actual, expected } = deploymentIds(text);
  if (process.argv.includes('--write') && actual !== expected) {
    writeFileSync(templateFile, text.replaceAll(actual, expected));
  }
  console.log(expected);
}
