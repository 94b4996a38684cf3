import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCloudAssembly } from './readCloudAssembly';
import { type LinkedTemplate, verifyTemplates } from './verifyTemplates';

/** An endpoint with its policy, and the values that other templates take. */
const network = (open = '') => `
Conditions:
  Never: !Equals [a, b]
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.64.0.0/24 }
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: Clients
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]
  Gateway:
    Type: AWS::EC2::InternetGateway
    Condition: Never
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.execute-api
      VpcId: !Ref Vpc
      SecurityGroupIds: [!Ref Group]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: '*'
            Action: execute-api:Invoke
            Resource: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:*'
${open}
Outputs:
  Endpoint:
    Value: !Ref Endpoint
    Export: { Name: network-endpoint }
`;

const api = (endpoint: string, more = '') => `
Parameters:
  EndpointId: { Type: String, Default: '' }
  Stage: { Type: String, Default: prod }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Mappings:
  ByStage: { prod: { Type: PRIVATE }, dev: { Type: REGIONAL } }
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration:
        Types: [!FindInMap [ByStage, !Ref Stage, Type]]
        VpcEndpointIds: [${endpoint}]
      Policy:
        Statement:
          - Effect: Allow
            Principal: '*'
            Action: execute-api:Invoke
            Resource: !If [IsProd, execute-api:/*, execute-api:/dev/*]
            Condition: { StringEquals: { aws:SourceVpce: ${endpoint} } }
${more}
`;

const part = (
  name: string,
  template: string,
  more: Partial<LinkedTemplate> = {},
): LinkedTemplate => ({ name, file: `${name}.yaml`, template, ...more });

const nestedStack = (parameters: string) => `
  Service:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/service.yaml
      Parameters: ${parameters}
`;

/** Statuses of the rules about the endpoint outside the template of the API. */
const rulesOf = (...templates: LinkedTemplate[]) => {
  const { PS09, PS11, PS12, PS14, PS19, PS53 } = verifyTemplates({
    templates,
  }).rules;
  return { PS09, PS11, PS12, PS14, PS19, PS53 };
};
const proven = {
  PS09: 'proven',
  PS11: 'proven',
  PS12: 'proven',
  PS14: 'proven',
  PS19: 'proven',
  PS53: 'proven',
};

describe('templates that are deployed together', () => {
  it.each([
    ['an export', '!ImportValue network-endpoint'],
    [
      'an output of a stack',
      '{ Fn::GetStackOutput: { StackName: network, OutputName: Endpoint } }',
    ],
  ])('know what one takes from another: %s', (_, endpoint) => {
    expect(
      rulesOf(
        part('Network', network(), { stackName: 'network' }),
        part('Service', api(endpoint)),
      ),
    ).toEqual(proven);
  });

  it('know the parameters of a nested stack', () => {
    const parent = network(nestedStack('{ EndpointId: !Ref Endpoint }'));
    expect(
      rulesOf(
        part('Root', parent),
        part('Root/Service', api('!Ref EndpointId'), {
          nestedIn: { part: 'Root', id: 'Service' },
        }),
      ),
    ).toEqual(proven);
    expect(
      rulesOf(
        part('Root', parent),
        part('Root/Service', api('!Sub "${EndpointId}"'), {
          nestedIn: { part: 'Root', id: 'Service' },
        }),
      ).PS11,
    ).toBe('proven');
  });

  it('know the outputs of a nested stack', () => {
    const parent = api(
      '!GetAtt Network.Outputs.Endpoint',
      `
  Network:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: https://example.com/network.yaml }
`,
    );
    expect(
      rulesOf(
        part('Root', parent),
        part('Root/Network', network(), {
          nestedIn: { part: 'Root', id: 'Network' },
        }),
      ),
    ).toEqual(proven);
  });

  it('leave a nested stack without its template unproven', () => {
    const verdict = verifyTemplates({
      templates: [part('Root', network(nestedStack('{}')))],
    });
    expect(verdict.verdict).toBe('unproven');
    expect(verdict.rules.PS53).toBe('unproven');
  });

  it('leave an export of another region unproven', () => {
    const imports = api('!ImportValue network-endpoint');
    expect(
      rulesOf(
        part('Network', network(), { environment: 'eu-central-1' }),
        part('Service', imports, { environment: 'us-east-1' }),
      ).PS19,
    ).toBe('unproven');
  });

  it('keep names apart', () => {
    const { findings, templates } = verifyTemplates({
      templates: [
        part('One', network('  Open: { Type: AWS::EC2::InternetGateway }')),
        part('Two', network()),
      ],
    });
    expect(findings.find(({ rule }) => rule === 'PS01')).toMatchObject({
      resource: 'One/Open',
      file: 'One.yaml',
      path: 'Resources.Open',
      line: 32,
    });
    expect(templates.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['One', 'violated'],
      ['Two', 'private'],
    ]);
  });

  it('have parameters of their own', () => {
    const verdict = verifyTemplates({
      templates: [
        part('Network', network()),
        part('Service', api('!ImportValue network-endpoint'), {
          parameters: { Stage: 'dev' },
        }),
      ],
    });
    expect(verdict.rules.PS09).toBe('violated');
    expect(verdict.inputs).toEqual({ 'Service/Stage': 'dev' });
  });

  it('that refer to one another in a circle are unproven, without an endless loop', () => {
    const circle = (name: string, other: string) => `
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  Value:
    Value: !ImportValue ${other}
    Export: { Name: ${name} }
`;
    const { verdict } = verifyTemplates({
      templates: [
        part('A', circle('a', 'b')),
        part('B', circle('b', 'a')),
        part('Service', api('!ImportValue a')),
      ],
    });
    expect(verdict).toBe('unproven');
  });
});

describe('readCloudAssembly', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'assembly-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: unknown) => {
    const file = path.join(folder, 'cdk.out', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  };
  const stack = (templateFile: string, more: object = {}) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile, ...more },
  });
  const read = () => readCloudAssembly(path.join(folder, 'cdk.out'));

  it('reads stacks, stages and nested stacks', async () => {
    write('manifest.json', {
      artifacts: {
        Tree: { type: 'cdk:tree' },
        Network: stack('Network.template.json', { stackName: 'network' }),
        'assembly-Prod': {
          type: 'cdk:cloud-assembly',
          properties: { directoryName: 'assembly-Prod' },
        },
      },
    });
    write('Network.template.json', network());
    write('assembly-Prod/manifest.json', {
      artifacts: { ProdService: stack('Service.template.json') },
    });
    write('assembly-Prod/Service.template.json', {
      Resources: {
        Nested: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {},
          Metadata: { 'aws:asset:path': 'Nested.json' },
        },
      },
    });
    write('assembly-Prod/Nested.json', api('x'));
    expect(
      (await read()).map(({ template, ...rest }) => ({
        ...rest,
        environment: undefined,
      })),
    ).toEqual([
      { name: 'Network', file: 'Network.template.json', stackName: 'network' },
      {
        name: 'ProdService',
        file: 'assembly-Prod/Service.template.json',
        stackName: 'ProdService',
      },
      {
        name: 'ProdService/Nested',
        file: 'assembly-Prod/Nested.json',
        nestedIn: { part: 'ProdService', id: 'Nested' },
      },
    ]);
  });

  it.each([
    ['no manifest', {}, /^manifest\.json cannot be read: ENOENT/],
    ['a manifest that is not JSON', { 'manifest.json': '{' }, /not valid JSON/],
    [
      'a manifest without artifacts',
      { 'manifest.json': '{}' },
      /has no artifacts/,
    ],
    ['no stacks', { 'manifest.json': { artifacts: {} } }, /has no stacks/],
    [
      'a missing template',
      { 'manifest.json': { artifacts: { A: stack('A.json') } } },
      /^A\.json cannot be read: ENOENT.*Run cdk synth again\.$/,
    ],
    [
      'a template that is not valid',
      {
        'manifest.json': { artifacts: { A: stack('A.json') } },
        'A.json': '{ "Resources": [] }',
      },
      /^A\.json, line 1: The template has no Resources/,
    ],
    [
      'only stacks without resources, which the CDK does not deploy',
      {
        'manifest.json': { artifacts: { A: stack('A.json') } },
        'A.json': '{ "Outputs": { "A": { "Value": "a" } } }',
      },
      /has no stacks with resources/,
    ],
    [
      'an assembly that contains itself',
      {
        'manifest.json': {
          artifacts: {
            S: {
              type: 'cdk:cloud-assembly',
              properties: { directoryName: '.' },
            },
          },
        },
      },
      /^manifest\.json contains \. more than once\./,
    ],
    [
      'a stack that contains itself',
      {
        'manifest.json': { artifacts: { A: stack('A.json') } },
        'A.json': JSON.stringify({
          Resources: {
            N: {
              Type: 'AWS::CloudFormation::Stack',
              Metadata: { 'aws:asset:path': 'A.json' },
            },
          },
        }),
      },
      /^A\.json is one of more than 1000 templates\./,
    ],
    [
      'a template outside the folder',
      { 'manifest.json': { artifacts: { A: stack('../other.json') } } },
      /^\.\.\/other\.json is outside the assembly/,
    ],
  ])('rejects %s', async (_, files, message) => {
    writeFileSync(path.join(folder, 'other.json'), '{}');
    mkdirSync(path.join(folder, 'cdk.out'));
    for (const [name, content] of Object.entries(files)) write(name, content);
    await expect(read()).rejects.toMatchObject({
      name: 'RepositoryFileError',
      message: expect.stringMatching(message),
    });
  });

  it('does not follow a link to a file outside', async () => {
    writeFileSync(path.join(folder, 'other.json'), api('x'));
    write('manifest.json', { artifacts: { A: stack('A.json') } });
    symlinkSync(
      path.join(folder, 'other.json'),
      path.join(folder, 'cdk.out', 'A.json'),
    );
    await expect(read()).rejects.toThrow('A.json is outside the assembly.');
  });
});
