import { deletionCommand } from './deletionCommand';

const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';

it('names the command only if the physical ID is enough to identify the resource', () => {
  expect(deletionCommand('AWS::SQS::Queue', 'https://q', stackArn)).toBe(
    'aws sqs delete-queue --queue-url https://q --region eu-central-1',
  );
  expect(deletionCommand('AWS::EC2::FlowLog', 'fl-1', stackArn)).toBe(
    'aws cloudcontrol delete-resource --type-name AWS::EC2::FlowLog --identifier fl-1 --region eu-central-1',
  );
  for (const type of [
    'AWS::ApiGateway::Stage',
    'AWS::Cognito::UserPoolClient',
    'AWS::IAM::RolePolicy',
    'Custom::Seed',
  ]) {
    expect(deletionCommand(type, 'live', stackArn)).toBe(undefined);
  }
  // CloudFormation's physical ID of a web ACL has every part.
  expect(deletionCommand('AWS::WAFv2::WebACL', 'a|b|REGIONAL', stackArn)).toBe(
    "aws cloudcontrol delete-resource --type-name AWS::WAFv2::WebACL --identifier 'a|b|REGIONAL' --region eu-central-1",
  );
});
