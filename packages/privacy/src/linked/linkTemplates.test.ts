import { type LinkedTemplate, verifyTemplates } from './verifyTemplates';

const part = (
  name: string,
  template: string,
  more: Partial<LinkedTemplate> = {},
): LinkedTemplate => ({ name, file: `${name}.yaml`, template, ...more });

describe('templates that are deployed together', () => {
  /** A topic that a principal may use. */
  const topic = (principal: string, more = '') => `
${more}
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Policy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement: [{ Effect: Allow, Action: sns:Publish, Resource: !Ref Topic, Principal: { AWS: ${principal} } }]
`;
  const shared = (who: string) => `
Resources:
  Queue: { Type: AWS::SQS::Queue }
Outputs:
  Who: { Value: ${who}, Export: { Name: who } }
`;
  const own = '!Sub "arn:aws:iam::${AWS::AccountId}:root"';
  const here = 'aws://111111111111/us-east-1';
  const there = 'aws://111111111111/eu-central-1';

  it.each([
    ['{ StackName: shared, OutputName: Who }', 'violated'],
    ['{ StackName: shared, OutputName: Who, Region: us-east-1 }', 'violated'],
    ['{ StackName: shared, OutputName: Who, Region: eu-central-1 }', 'proven'],
    ['{ StackName: shared, OutputName: Who, Region: us-west-2 }', 'unproven'],
    [
      '{ StackName: shared, OutputName: Who, Region: eu-central-1, RoleArn: arn }',
      'unproven',
    ],
  ])('take an output from the stack of the region: %s', (output, status) => {
    const { rules } = verifyTemplates({
      templates: [
        part('Eu', shared(own), { stackName: 'shared', environment: there }),
        part('Us', shared("'*'"), { stackName: 'shared', environment: here }),
        part('User', topic(`{ Fn::GetStackOutput: ${output} }`), {
          environment: here,
        }),
      ],
    });
    expect(rules.PS10).toBe(status);
  });

  it('do not know an export that two stacks of an unknown environment have', () => {
    const { rules } = verifyTemplates({
      templates: [
        part('Dev', shared(own)),
        part('Prod', shared("'*'")),
        part('User', topic('!ImportValue who')),
      ],
    });
    expect(rules.PS10).toBe('unproven');
  });

  it('do not take the name of an SSM parameter, which a stack gives, for its value', () => {
    const { rules } = verifyTemplates({
      templates: [
        part(
          'Root',
          'Resources: { Service: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: x, Parameters: { Who: /net/who } } } }',
        ),
        part(
          'Root/Service',
          topic(
            '!Ref Who',
            "Parameters: { Who: { Type: 'AWS::SSM::Parameter::Value<String>' } }",
          ),
          { nestedIn: { part: 'Root', id: 'Service' } },
        ),
      ],
    });
    expect(rules.PS10).toBe('unproven');
  });

  it.each([
    ['a transform of the template', 'Fn::Transform: { Name: AWS::Include }'],
    [
      'a transform of the template with the name of a harmless one',
      'Fn::Transform: { Name: AWS::LanguageExtensions }',
    ],
    ['a transform of mappings', 'Mappings: { Fn::Transform: { Name: X } }'],
    [
      'a loop of conditions',
      'Conditions: { Fn::ForEach::C: [A, [b], { "C${A}": !Equals [a, a] }] }',
    ],
    [
      'defaults of SAM in one of several templates',
      'Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { FunctionUrlConfig: { AuthType: NONE } } }',
    ],
  ])('are unproven with %s', (_, more) => {
    const { verdict } = verifyTemplates({
      templates: [
        part('A', topic(own, more)),
        part('B', topic(own, 'Transform: AWS::Serverless-2016-10-31')),
      ],
    });
    expect(verdict).toBe('unproven');
  });

  it('have a loop that creates resources', () => {
    const loop =
      '{ Queue: { Type: AWS::SQS::Queue }, Fn::ForEach::Q: [Name, [a], { "Q${Name}": { Type: AWS::SQS::Queue } }] }';
    const { rules } = verifyTemplates({
      templates: [part('A', `Resources: ${loop}`)],
    });
    expect(rules.PS53).toBe('unproven');
  });

  it.each([
    ['', ''],
    [', Condition: Always', 'Conditions: { Always: !Equals [a, a] }'],
  ])(
    'have no resources of a nested stack that does not exist%s',
    (condition, conditions) => {
      const parent = `
Conditions: { Never: !Equals [a, b] }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Child: { Type: AWS::CloudFormation::Stack, Condition: Never, Properties: { TemplateURL: x } }
`;
      const child = `
${conditions}
Resources:
  Gateway: { Type: AWS::EC2::InternetGateway${condition} }
`;
      const statusOf = (text: string) =>
        verifyTemplates({
          templates: [
            part('A', text),
            part('A/Child', child, { nestedIn: { part: 'A', id: 'Child' } }),
          ],
        }).rules.PS01;
      expect(statusOf(parent)).toBe('proven');
      expect(statusOf(parent.replace('[a, b]', '[a, a]'))).toBe('violated');
    },
  );

  it('keep the defaults of SAM of the only template that has SAM types', () => {
    const sam = `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { FunctionUrlConfig: { AuthType: NONE } } }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs24.x, InlineCode: x }
`;
    const { rules } = verifyTemplates({
      templates: [part('A', sam), part('B', topic(own))],
    });
    expect(rules.PS16).toBe('violated');
  });

  it('state together what one of them is for', () => {
    const balancer = `
Metadata: { privateServerless: { production: true, services: [s3] } }
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: { Scheme: internal }
`;
    const { rules } = verifyTemplates({
      templates: [part('A', topic(own)), part('B', balancer)],
    });
    expect(rules.PS32).toBe('violated');
  });
});
