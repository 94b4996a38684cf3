import type { Value } from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import type { Resource, Template } from '../template/Template';
import { identityOf } from './identity';

/** Actions with which Lambda itself reads the events of a mapping, by service. */
const ofEventSources =
  /^(sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue(Attributes|Url))|kinesis:(GetRecords|GetShardIterator|DescribeStream\w*|ListShards|ListStreams|SubscribeToShard)|dynamodb:(GetRecords|GetShardIterator|DescribeStream|ListStreams)|kafka:(DescribeCluster(V2)?|GetBootstrapBrokers|ListScramSecrets))$/i;
/** Actions with which Lambda itself reports what failed. */
const ofDestinations =
  /^(sqs:SendMessage|sns:Publish|events:PutEvents|lambda:InvokeFunction)$/i;

/** Whether another service uses an action with the role: an event source of Lambda, or a service that decrypts its data. */
export function isOfOthers(
  template: Template,
  lambda: Resource,
  statement: Value,
  action: string,
): boolean {
  if (/^kms:/i.test(action)) {
    return conditionBlocks(template, statement).every(
      block =>
        block.kind === 'tests' &&
        block.tests.some(
          ({ key, operator }) =>
            key === 'kms:viaservice' && /^String(Equals|Like)$/i.test(operator),
        ),
    );
  }
  if (ofEventSources.test(action)) {
    return template
      .ofType('AWS::Lambda::EventSourceMapping')
      .some(mapping =>
        template
          .property(mapping, 'FunctionName')
          .some(value => identityOf(value) === `resource ${lambda.id}`),
      );
  }
  if (!ofDestinations.test(action)) return false;
  const destinations = new Set(destinationsOf(template, lambda));
  const resources = template.items(template.child(statement, 'Resource'));
  return (
    resources.length > 0 &&
    resources.every(value => {
      const name = identityOf(value);
      return name !== undefined && destinations.has(name);
    })
  );
}

/** Where Lambda sends events that failed. */
function destinationsOf(template: Template, lambda: Resource): string[] {
  const configs = template
    .ofType('AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping')
    .filter(config =>
      template
        .property(config, 'FunctionName')
        .some(value => identityOf(value) === `resource ${lambda.id}`),
    );
  return [
    ...template.property(lambda, 'DeadLetterConfig', 'TargetArn'),
    ...configs.flatMap(config =>
      ['OnFailure', 'OnSuccess'].flatMap(on =>
        template.property(config, 'DestinationConfig', on, 'Destination'),
      ),
    ),
  ].flatMap(value => (value.kind === 'absent' ? [] : identityOf(value) ?? []));
}
