import { readFileSync } from 'node:fs';
import {
  type Document,
  isMap,
  isScalar,
  Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml';
import { isIpv6Cidr } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import { composeFragments } from './compose.ts';
import { fingerprintDeployment } from './deployment-id.ts';
import type { Environment } from './environment.ts';
import { packagePath, templateVersion } from './package-root.ts';

/** Names of the fragments for these answers, in their order in the template. */
export function chooseFragments(
  answers: Answers,
  environment: Environment,
): string[] {
  const dynamodb = answers.data.includes('dynamodb');
  return [
    'base',
    'network',
    'flow-logs',
    'execute-api-endpoint',
    ...(environment.baselineEndpoints ? ['baseline-endpoints'] : []),
    ...(dynamodb ? ['dynamodb'] : []),
    'function',
    'api',
    dynamodb ? 'routes-items' : 'routes-hello',
  ];
}

/** Renders the service's CloudFormation template from the chosen fragments and the answers. */
export function renderTemplate(
  answers: Answers,
  environment: Environment,
): string {
  const template = composeFragments(
    chooseFragments(answers, environment).map(name => ({
      name: `${name}.yaml`,
      text: readFileSync(packagePath(`fragments/${name}.yaml`), 'utf8'),
    })),
  );
  describe(template, answers);
  repeatForEachCorporateCidr(template, environment.corporateCidrs ?? []);
  template.setIn(
    ['Resources', 'ExecuteApiEndpoint', 'Properties', 'PrivateDnsEnabled'],
    answers.privateDns,
  );
  if (answers.data.includes('dynamodb')) {
    template.setIn(
      ['Resources', 'ApiFunction', 'Properties', 'Environment'],
      template.createNode({
        Variables: { TABLE_NAME: tagged('!Ref', 'ItemsTable') },
      }),
    );
  }
  moveToEnd(template, 'ApiDeployment', 'ApiAccessLogGroup', 'ApiStage');
  fingerprintDeployment(template);
  return template.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    singleQuote: true,
  });
}

function describe(template: Document, answers: Answers): void {
  const root = template.contents as YAMLMap;
  root.items.splice(
    1,
    0,
    new Pair(
      new Scalar('Description'),
      new Scalar(
        `${answers.name}: private serverless API. ${answers.description}`,
      ),
    ),
  );
  template.setIn(['Outputs', 'TemplateVersion', 'Value'], templateVersion);
}

/** Copies the first parameter and ingress rule for each network, because CloudFormation has no loops. */
function repeatForEachCorporateCidr(template: Document, cidrs: string[]): void {
  cidrs.forEach((cidr, index) => {
    const number = index + 1;
    const parameter = `CorporateCidr${number}`;
    const rule = `ExecuteApiEndpointIngressFromCorporate${number}`;
    if (number > 1) {
      insertCopy(template, 'Parameters', `CorporateCidr${index}`, parameter);
      insertCopy(
        template,
        'Resources',
        `ExecuteApiEndpointIngressFromCorporate${index}`,
        rule,
      );
    }
    const properties = template.getIn([
      'Resources',
      rule,
      'Properties',
    ]) as YAMLMap;
    properties.delete('CidrIp');
    properties.delete('CidrIpv6');
    properties.set(
      isIpv6Cidr(cidr) ? 'CidrIpv6' : 'CidrIp',
      tagged('!Ref', parameter),
    );
  });
}

function insertCopy(
  template: Document,
  section: string,
  original: string,
  copy: string,
): void {
  const map = template.get(section) as YAMLMap;
  const index = map.items.findIndex(
    ({ key }) => isScalar(key) && key.value === original,
  );
  const pair = map.items[index]!.clone();
  (pair.key as Scalar).value = copy;
  (pair.key as Scalar).commentBefore = undefined;
  map.items.splice(index + 1, 0, pair);
}

/** Moves resources to the end, so that a reader finds the deployment after its methods. */
function moveToEnd(template: Document, ...names: string[]): void {
  const resources = template.get('Resources');
  if (!isMap(resources)) {
    return;
  }
  for (const name of names) {
    const index = resources.items.findIndex(
      ({ key }) => isScalar(key) && key.value === name,
    );
    resources.items.push(...resources.items.splice(index, 1));
  }
}

/** A scalar with one of CloudFormation's short-form tags. */
function tagged(tag: string, value: string): Scalar {
  const node = new Scalar(value);
  node.tag = tag;
  return node;
}

/** Names of the template's parameters. */
export function parameterNames(templateText: string): string[] {
  const parameters = parseDocument(templateText, { logLevel: 'error' }).get(
    'Parameters',
  );
  return isMap(parameters)
    ? parameters.items.map(({ key }) => String((key as Scalar).value))
    : [];
}
