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
import type { Answers } from './answers.ts';
import {
  chooseFragments,
  hasApi,
  ipv6Networks,
  outsideResources,
  repetitions,
} from './choose-fragments.ts';
import { composeFragments } from './compose.ts';
import { fingerprintDeployment } from './deployment-id.ts';
import type { Environment } from './environment.ts';
import { tagged } from './outside.ts';
import { limitEndpointToLoadBalancer } from './load-balancer.ts';
import { packagePath, templateVersion } from './package-root.ts';
import { pinTargets } from './pinned-targets.ts';
import { repeat } from './repeat.ts';

/** Renders the service's CloudFormation template from the chosen fragments and the answers. */
export function renderTemplate(
  answers: Answers,
  environment: Environment,
): string {
  const fragments = chooseFragments(answers, environment);
  const template = composeFragments(
    fragments.map(name => ({
      name: `${name}.yaml`,
      text: readFileSync(packagePath(`fragments/${name}.yaml`), 'utf8'),
    })),
    outsideResources(answers, environment),
  );
  describe(template, answers);
  if (answers.entry === 'alb') limitEndpointToLoadBalancer(template);
  if (fragments.includes('pinned-targets')) pinTargets(template);
  repetitions(environment).forEach(one => repeat(template, one));
  adaptToIpv6(template, ipv6Networks(environment));
  if (fragments.includes('api-zone-vpcs')) {
    addZoneVpcs(template, environment.network?.new?.associateZoneVpcIds ?? []);
  }
  if (fragments.includes('execute-api-endpoint')) {
    template.setIn(
      ['Resources', 'ExecuteApiEndpoint', 'Properties', 'PrivateDnsEnabled'],
      answers.privateDns === 'on',
    );
  }
  if (fragments.includes('existing-execute-api-endpoint')) {
    // The deployment's ID depends on it.
    template.setIn(
      ['Resources', 'ApiDeployment', 'Metadata'],
      template.createNode({
        endpoint: environment.network?.existing?.executeApiEndpointId,
      }),
    );
  }
  if (fragments.includes('custom-domain') || fragments.includes('alb')) {
    // The mapping leads to the stage, so the URL does not contain it.
    template.setIn(
      ['Outputs', 'EndpointUrl', 'Value'],
      tagged('!Sub', 'https://${DomainName}'),
    );
  }
  if (fragments.includes('existing-dynamodb-endpoint')) {
    limitToEndpoint(template);
  }
  if (answers.data.includes('dynamodb')) {
    template.setIn(
      ['Resources', 'ApiFunction', 'Properties', 'Environment'],
      template.createNode({
        Variables: { TABLE_NAME: tagged('!Ref', 'ItemsTable') },
      }),
    );
  }
  if (hasApi(answers)) {
    moveToEnd(template, 'ApiDeployment', 'ApiAccessLogGroup', 'ApiStage');
    fingerprintDeployment(template);
  }
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

/** Allows the role of the function to use the table only through the endpoint of the existing network. */
function limitToEndpoint(template: Document): void {
  const statement = 'Properties.PolicyDocument.Statement.0'.split('.');
  template.setIn(
    ['Resources', 'ApiFunctionTablePolicy', ...statement, 'Condition'],
    template.createNode({
      StringEquals: { 'aws:SourceVpce': tagged('!Ref', 'DynamoDbEndpointId') },
    }),
  );
}

/** A rule or route for a network with IPv6 addresses. A new VPC has only IPv4, so it has no route to them. */
function adaptToIpv6(template: Document, numbers: number[]): void {
  for (const number of numbers) {
    for (const rule of ['ExecuteApiEndpoint', 'Alb']) {
      const properties = template.getIn([
        'Resources',
        `${rule}IngressFromCorporate${number}`,
        'Properties',
      ]);
      if (isMap(properties)) {
        const range = properties.get('CidrIp', true);
        properties.delete('CidrIp');
        properties.set('CidrIpv6', range);
      }
    }
    template.deleteIn(['Resources', `RouteToCorporate${number}`]);
  }
}

/** Further VPCs of the API's zone. */
function addZoneVpcs(template: Document, ids: string[]): void {
  ids.forEach((_, index) =>
    template.addIn(
      ['Resources', 'ApiZone', 'Properties', 'VPCs'],
      template.createNode({
        VPCId: tagged('!Ref', `ZoneVpcId${index + 1}`),
        VPCRegion: tagged('!Ref', 'AWS::Region'),
      }),
    ),
  );
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

/** Names of the template's parameters. */
export function parameterNames(templateText: string): string[] {
  const parameters = parseDocument(templateText, { logLevel: 'error' }).get(
    'Parameters',
  );
  return isMap(parameters)
    ? parameters.items.map(({ key }) => String((key as Scalar).value))
    : [];
}
