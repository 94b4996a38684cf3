import { elements, readMarkup } from '../__testUtils__/markup';
import {
  endpointGroup,
  gateway,
  interfaceEndpoint,
  lambda,
  vpc,
} from '../__testUtils__/ownVpc';
import { existingFunction } from '../__testUtils__/ownVpc';
import { factsWith } from '../__testUtils__/facts';
import { templateOf } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { describePicture } from './describePicture';
import { drawPicture } from './drawPicture';
import { mermaid } from './mermaid';
import { networkPicture } from './networkPicture';

function draw(resources: string, options: Partial<VerifyOptions> = {}) {
  const all = { template: templateOf(resources), ...options };
  const picture = networkPicture(all, verifyTemplate(all));
  return { picture, svg: drawPicture(picture), text: describePicture(picture) };
}

const door = `
  Door: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcEndpointType: Interface, ServiceName: !Sub 'com.amazonaws.\${AWS::Region}.execute-api', VpcId: !Ref Vpc, SubnetIds: [!Ref A, !Ref B] } }`;
const api = `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { EndpointConfiguration: { Types: [PRIVATE], VpcEndpointIds: [!Ref Door] }, Policy: { Statement: [{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: { StringEquals: { aws:SourceVpce: !Ref Door } } }] } } }
  Method: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, Integration: { Uri: !Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/\${Function.Arn}/invocations' } } }`;
const service = vpc() + door + api + lambda() + gateway('dynamodb');
const balancer = (scheme: string) => `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Scheme: ${scheme}, Subnets: [!Ref A, !Ref B] } }`;

describe('a service with a private API', () => {
  const { picture, svg, text } = draw(service);

  it('is drawn from the callers to the called services', () => {
    expect(picture.networks).toEqual([{ label: 'VPC Vpc', subnets: 2 }]);
    expect(picture.edges).toEqual([
      { from: 'clients', to: 'Door' },
      { from: 'Door', to: 'Api' },
      { from: 'Api', to: 'Function' },
      { from: 'Gateway', to: 'service dynamodb' },
      { from: 'Function', to: 'Gateway' },
    ]);
    expect(
      picture.nodes.filter(({ inVpc }) => inVpc).map(({ id }) => id),
    ).toEqual(['Door', 'Function', 'Gateway']);
  });

  it('has the rules that separate it from the internet, with mark and word', () => {
    expect(text).toEqual(
      expect.arrayContaining([
        'VPC Vpc has 2 subnets.',
        'Clients (private networks) → Door (VPC endpoint of private APIs)',
        'Api (private REST API) → Function (function)',
        'Gateway (endpoint of DynamoDB) → DynamoDB (AWS service)',
        '✓ PS01 No internet gateway: proven',
      ]),
    );
    expect(svg).toContain('>✓ PS01 No internet gateway: proven</text>');
    expect(text.join()).not.toContain('Exposed');
    expect(svg).not.toContain('class="ps-bad" d=');
  });

  it('is the same for the same template, and well-formed XML', () => {
    expect(draw(service).svg).toBe(svg);
    expect(readMarkup(svg)).toMatchObject([
      { name: 'svg', attributes: { role: 'img' } },
    ]);
  });

  it('can have the colors of the page', () => {
    expect(svg).toContain('prefers-color-scheme');
    expect(drawPicture(picture, { theme: 'dark' })).not.toContain('prefers-');
  });
});

it('draws a load balancer in front of the endpoint', () => {
  const { picture } = draw(service + balancer('internal'));
  expect(picture.edges).toEqual(
    expect.arrayContaining([
      { from: 'clients', to: 'Balancer' },
      { from: 'Balancer', to: 'Door' },
    ]),
  );
  expect(picture.edges).not.toContainEqual({ from: 'clients', to: 'Door' });
});

it('draws a load balancer in front of functions', () => {
  const { picture } = draw(`${vpc()}${lambda()}${balancer('internal')}
  Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Targets: [{ Id: !GetAtt Function.Arn }] } }`);
  expect(picture.edges).toContainEqual({ from: 'Balancer', to: 'Function' });
});

it('draws the existing network and its endpoints', () => {
  const { picture } = draw(existingFunction('sqs:SendMessage'), {
    networkFacts: factsWith(() => {}),
  });
  expect(picture.networks).toEqual([
    { label: 'Existing VPC vpc-1', subnets: 2 },
  ]);
  expect(picture.nodes.map(({ kind }) => kind)).toEqual([
    'function',
    'endpoint of SQS',
    'AWS service',
  ]);
});

it('draws the existing endpoint of an API, also without network facts', () => {
  const { picture } = draw(api.replace('!Ref Door', 'vpce-1'));
  expect(picture.edges).toEqual([
    { from: 'clients', to: 'vpce-1' },
    { from: 'vpce-1', to: 'Api' },
  ]);
});

describe('what is exposed', () => {
  it.each([
    ['a load balancer', balancer('internet-facing'), 'Balancer', 'PS08'],
    ['an API', api.replace('PRIVATE', 'REGIONAL'), 'Api', 'PS09'],
    [
      'an internet gateway',
      '\n  Igw: { Type: AWS::EC2::InternetGateway }',
      'Igw',
      'PS01',
    ],
    [
      'a function URL',
      '\n  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE } }',
      'Url',
      'PS16',
    ],
    [
      'a bucket',
      '\n  Data: { Type: AWS::S3::Bucket, Properties: { WebsiteConfiguration: { IndexDocument: a } } }',
      'Data',
      'PS29',
    ],
    [
      'a database',
      '\n  Db: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: true } }',
      'Db',
      'PS48',
    ],
  ])(
    'has a line from the internet and a word: %s',
    (_name, resource, id, rule) => {
      const { picture, svg, text } = draw(vpc() + door + lambda() + resource);
      const node = picture.nodes.find(one => one.id === id);
      expect(node?.exposure?.status).toBe('violated');
      expect(node?.exposure?.rules).toContain(rule);
      expect(text.join('\n')).toMatch(
        new RegExp(`✕ Exposed to the internet: ${id} .*${rule}`),
      );
      expect(svg).toMatch(/<path class="ps-bad" d="/);
      expect(svg).toContain('>✕ exposed: ');
      expect(mermaid(picture)).toMatch(/internet =="✕ .*"==> n\d/);
    },
  );

  it('is also drawn with an exception, or with a lower severity', () => {
    const igw = 'Igw: { Type: AWS::EC2::InternetGateway }';
    const excepted = draw(igw, {
      settings: { exceptions: ['PS01'] },
      exceptions: [
        {
          rule: 'PS01',
          resource: 'Igw',
          reason: 'x',
          approver: 'y',
          expires: '2026-12-31',
        },
      ],
      now: new Date('2026-11-29'),
    });
    expect(excepted.svg).toContain('>‖ exception: PS01</text>');
    expect(excepted.svg).toMatch(/<path class="ps-bad" d="/);
    const lower = draw(igw, { settings: { severity: { PS01: 'L' } } });
    expect(lower.svg).toContain('>✕ exposed: PS01</text>');
  });

  it('is never hidden behind what is not', () => {
    const many = Array.from(
      { length: 20 },
      (_, index) => `
  F${index}: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: [!Ref A, !Ref B] } } }`,
    ).join('');
    const { picture } = draw(vpc() + many);
    expect(picture.nodes.map(({ label }) => label)).toContain('15 more');
    const last = draw(
      `${vpc()}${many}
  Igw: { Type: AWS::EC2::InternetGateway }`,
    );
    expect(last.text.join()).toContain('Exposed to the internet: Igw');
  });
});

it.each([
  ['nothing but a network', vpc()],
  ['nothing but functions', 'Function: { Type: AWS::Lambda::Function }'],
  ['an API without a network', api],
  ['nothing of a network', 'Log: { Type: AWS::Logs::LogGroup }'],
  [
    'endpoints without functions',
    vpc() + interfaceEndpoint('sqs') + endpointGroup('[]'),
  ],
  [
    'a template that a macro rewrites',
    'Thing: { Fn::Transform: { Name: Acme } }',
  ],
])('draws a template with %s', (_name, resources) => {
  const { picture, svg, text } = draw(resources);
  expect(svg).not.toMatch(/NaN|undefined|-?Infinity/);
  const boxes = elements(readMarkup(svg), 'rect').filter(({ attributes }) =>
    attributes.class.startsWith('ps-node'),
  );
  expect(boxes).toHaveLength(picture.nodes.length);
  expect(text.length).toBeGreaterThanOrEqual(4);
});
