import type { Value } from '@private-serverless/template';
import { conditionBlocks } from '../policy/conditions';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Resource, Template } from '../template/Template';
import { identityOf } from './identity';

/** Actions with which Lambda itself reads the events of a mapping, by service. */
const ofEventSources =
  /^(sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue(Attributes|Url))|kinesis:(GetRecords|GetShardIterator|DescribeStream\w*|ListShards|ListStreams|SubscribeToShard)|dynamodb:(GetRecords|GetShardIterator|DescribeStream|ListStreams)|kafka:(DescribeCluster(V2)?|GetBootstrapBrokers|ListScramSecrets))$/i;
/** Actions with which Lambda itself reports what failed. */
const ofDestinations =
  /^(sqs:SendMessage|sns:Publish|events:PutEvents|lambda:InvokeFunction)$/i;

/** What configures how functions are invoked, by the name of the function as {@link identityOf} has it. */
const configsByFunction = oncePerTemplate(template => {
  const found = new Map<string, Resource[]>();
  for (const config of template.ofType(
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::EventSourceMapping',
  )) {
    for (const value of template.property(config, 'FunctionName')) {
      const name = identityOf(value) ?? '';
      const same = found.get(name) ?? [];
      same.push(config);
      found.set(name, same);
    }
  }
  return found;
});

function configsOf(template: Template, { id }: Resource): Resource[] {
  return configsByFunction(template).get(`resource ${id}`) ?? [];
}

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
    return configsOf(template, lambda).some(({ type }) =>
      /mapping$/i.test(type),
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
  const configs = configsOf(template, lambda);
  return [
    ...template.property(lambda, 'DeadLetterConfig', 'TargetArn'),
    ...configs.flatMap(config =>
      ['OnFailure', 'OnSuccess'].flatMap(on =>
        template.property(config, 'DestinationConfig', on, 'Destination'),
      ),
    ),
  ].flatMap(value => (value.kind === 'absent' ? [] : identityOf(value) ?? []));
}
