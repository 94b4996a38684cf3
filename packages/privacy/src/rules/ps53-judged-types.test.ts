import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';
import { verifyTemplate } from '../verify';

const lambda = `
  Handler:
    Type: AWS::Lambda::Function`;

ruleCases('PS53', {
  proven: [
    ['a type that a rule judges', `Bucket: { Type: AWS::S3::Bucket }`],
    ['a type in other case', `Bucket: { Type: aws::s3::bucket }`],
    ['a type that cannot be public', `Alarm: { Type: AWS::CloudWatch::Alarm }`],
    ['metadata of the AWS CDK', `CDKMetadata: { Type: AWS::CDK::Metadata }`],
    [
      'a custom resource whose function is in the template',
      `${lambda}
  Settings:
    Type: Custom::Settings
    Properties: { ServiceToken: !GetAtt Handler.Arn }`,
    ],
    [
      'a custom resource of the general type',
      `${lambda}
  Settings:
    Type: AWS::CloudFormation::CustomResource
    Properties: { ServiceToken: !GetAtt Handler.Arn }`,
    ],
  ],
  violated: [],
  unproven: [
    [
      'a type that the specification does not have',
      `X: { Type: AWS::New::Thing }`,
    ],
    ['a third-party type', `X: { Type: Acme::Web::Site }`],
    ['a module', `X: { Type: Acme::Web::Site::MODULE }`],
    ['a nested stack', `X: { Type: AWS::CloudFormation::Stack }`],
    [
      'a custom resource whose function is elsewhere',
      `X:
  Type: Custom::Thing
  Properties: { ServiceToken: !ImportValue provider }`,
    ],
    ['a custom resource without a function', `X: { Type: Custom::Thing }`],
    [
      'a custom resource whose service is a topic',
      `
  Topic: { Type: AWS::SNS::Topic }
  X:
    Type: Custom::Thing
    Properties: { ServiceToken: !Ref Topic }`,
    ],
    [
      'a custom resource whose function may be another one',
      `${lambda}
  X:
    Type: Custom::Thing
    Properties:
      ServiceToken: !If [Open, !GetAtt Handler.Arn, !Ref Anything]`,
    ],
  ],
});

describe('PS53', () => {
  it('reports a macro once, and makes every other rule unproven', () => {
    const verdict = verifyTemplate({
      template: `
Transform: Acme
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    });
    const findings = verdict.findings.filter(({ rule }) => rule === 'PS53');
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      resource: 'Transform',
      path: 'Transform',
      line: 2,
      blocking: true,
    });
    expect(new Set(Object.values(verdict.rules))).toEqual(
      new Set(['unproven']),
    );
    expect(verdict.verdict).toBe('unproven');
  });

  it('names every resource that is not judged in the verdict', () => {
    const { notJudged } = verifyTemplate({
      template: `
Resources:
  Site: { Type: Acme::Web::Site }
  Topic: { Type: AWS::SNS::Topic }
`,
    });
    expect(notJudged).toEqual([
      {
        resource: 'Site',
        type: 'Acme::Web::Site',
        line: 3,
        message: expect.stringMatching(/^Site .*third-party type/),
      },
    ]);
  });

  it('has no finding for a template without resources of its own', () => {
    expect(runRule('PS53', `Topic: { Type: AWS::SNS::Topic }`)).toEqual({
      status: 'proven',
      findings: [],
    });
  });
});
