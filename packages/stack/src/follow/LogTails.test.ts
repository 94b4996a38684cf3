import { functionRole } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { deployStack } from '../deploy/deployStack';

/** A custom resource whose function logs its event and a reason, and responds with FAILED. */
const template = `
Parameters:
  ArtifactBucket: { Type: String }
  ApiCodeKey: { Type: String }
  Plain: { Type: String, NoEcho: true }
Resources:
${functionRole}  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 1 }
  Maker:
    Type: AWS::Lambda::Function
    Metadata:
      privateServerlessAsset: { entry: ../src/maker.ts }
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      LoggingConfig: { LogGroup: !Ref Log }
      Code:
        S3Bucket: !Ref ArtifactBucket
        S3Key: !Ref ApiCodeKey
  Thing:
    Type: Custom::Thing
    Properties:
      ServiceToken: !GetAtt Maker.Arn
      Plain: !Ref Plain
`;

const maker = `
export const handler = async (event: any) => {
  console.log(JSON.stringify(event));
  console.log('password=hunter2');
  console.log('Authorization: Bearer hunter2.payload');
  console.log(JSON.stringify({ message: JSON.stringify({ Password: 'hunter2' }) }));
  console.log('said', JSON.stringify([{ Name: 'DB_PASSWORD', Value: 'hunter2' }, { tokens: ['a', 'hunter2'] }]));
  console.log('{"cut": "\\\\"secret\\\\": \\\\"hunter2\\\\"", "tokens": ["a", "hunter2"], ');
  console.log('plain ' + event.ResourceProperties.Plain);
  console.error('the target group has no room');
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({
      Status: 'FAILED',
      Reason: 'see the log, not ' + event.ResourceProperties.Plain,
      PhysicalResourceId: 'thing',
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    }),
  });
};
`;

it('shows the log of the function behind a failed custom resource, without secrets', async () => {
  const world = await World.start();
  const { logs } = world;
  try {
    const folder = world.write({
      'infrastructure/template.yaml': template,
      'private-serverless.json': '{}',
      'src/maker.ts': maker,
    });
    const error = await deployStack({
      ...world.deploy(template),
      templatePath: `${folder}/infrastructure/template.yaml`,
      logs,
      parameters: { Plain: 'swordfish' },
    }).then(
      () => undefined,
      e => e,
    );
    expect(error).toMatchObject({
      code: 'failed',
      failure: { logicalId: 'Thing', type: 'Custom::Thing' },
    });
    expect(error.failure.logTail).toContainEqual(
      expect.stringContaining('the target group has no room'),
    );
    const lines: string[] = error.message.split('\n');
    expect(lines[0]).toMatch(/Thing \(Custom::Thing, .*see the log/);
    expect(lines[1]).toBe('Last log lines of the function of Thing:');
    expect(error.message).toMatch(/plain \*\*\*\*/);
    expect(lines[0]).toMatch(/see the log, not \*\*\*\*/);
    expect(error.message).not.toMatch(/hunter2|swordfish|Signature/);
  } finally {
    await world.close();
  }
});
