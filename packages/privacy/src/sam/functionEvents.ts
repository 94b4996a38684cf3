import { entry, type Node, stringOf } from '@private-serverless/template';
import { build, type Content, entriesOf } from '../template/build';
import type { Expansion } from './Expansion';

/** Types whose event source mapping polls: nobody calls the function from outside. */
const polled = /^(SQS|Kinesis|DynamoDB|MSK|MQ|SelfManagedKafka|DocumentDB)$/;

/** The APIs that SAM creates for events without one. */
export const implicitApis = {
  Api: 'ServerlessRestApi',
  HttpApi: 'ServerlessHttpApi',
} as const;

/**
 * Adds what SAM creates for the events of a function: the permission of whoever calls it, and what calls it.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 *
 * @returns the implicit APIs that the events need
 */
export function addEvents(
  expansion: Expansion,
  properties: Node,
): Array<keyof typeof implicitApis> {
  const implicit: Array<keyof typeof implicitApis> = [];
  for (const [name, event] of entriesOf(entry(properties, 'Events'))) {
    const type = stringOf(entry(event, 'Type')) ?? '';
    const api = addEvent(expansion, `${expansion.id}${name}`, type, event);
    if (api) implicit.push(api);
  }
  return implicit;
}

function addEvent(
  expansion: Expansion,
  id: string,
  type: string,
  event: Node,
): keyof typeof implicitApis | undefined {
  const own = entry(event, 'Properties');
  const property = (name: string) => entry(own, name);
  const attribute = (of: string): Content => ({ 'Fn::GetAtt': [of, 'Arn'] });
  const permit = (principal: string, source: Record<string, Content>) =>
    expansion.add(`${id}Permission`, 'AWS::Lambda::Permission', event, {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: expansion.id },
      Principal: principal,
      ...source,
    });
  const mapping = (source: Content | undefined) =>
    expansion.add(id, 'AWS::Lambda::EventSourceMapping', event, {
      FunctionName: { Ref: expansion.id },
      EventSourceArn: source,
    });
  if (polled.test(type)) {
    mapping(property('Queue') ?? property('Stream') ?? property('Broker'));
    return undefined;
  }
  switch (type) {
    case 'Api':
    case 'HttpApi': {
      const given = property('RestApiId') ?? property('ApiId') ?? undefined;
      const api = given ?? build(event, { Ref: implicitApis[type] });
      permit('apigateway.amazonaws.com', {
        SourceArn: {
          'Fn::Sub': [
            'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*',
            { Api: api },
          ],
        },
      });
      return given === undefined ? type : undefined;
    }
    case 'Schedule':
    case 'EventBridgeRule':
    case 'CloudWatchEvent':
      expansion.add(id, 'AWS::Events::Rule', event, {
        EventBusName: property('EventBusName'),
        ScheduleExpression: property('Schedule'),
        EventPattern: property('Pattern'),
        Targets: [{ Id: id, Arn: attribute(expansion.id) }],
      });
      permit('events.amazonaws.com', { SourceArn: attribute(id) });
      return undefined;
    case 'S3':
      permit('s3.amazonaws.com', { SourceAccount: { Ref: 'AWS::AccountId' } });
      return undefined;
    case 'SNS': {
      const topic = property('Topic') ?? build(event, '');
      expansion.add(id, 'AWS::SNS::Subscription', event, {
        Protocol: 'lambda',
        TopicArn: topic,
        Endpoint: attribute(expansion.id),
      });
      permit('sns.amazonaws.com', { SourceArn: topic });
      return undefined;
    }
    case 'CloudWatchLogs': {
      const group = property('LogGroupName') ?? build(event, '');
      expansion.add(id, 'AWS::Logs::SubscriptionFilter', event, {
        LogGroupName: group,
        DestinationArn: attribute(expansion.id),
      });
      permit('logs.amazonaws.com', {
        SourceArn: {
          'Fn::Sub': [
            'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*',
            { Group: group },
          ],
        },
      });
      return undefined;
    }
    case 'IoTRule':
      expansion.add(id, 'AWS::IoT::TopicRule', event, {
        TopicRulePayload: {
          Sql: property('Sql'),
          Actions: [{ Lambda: { FunctionArn: attribute(expansion.id) } }],
        },
      });
      permit('iot.amazonaws.com', { SourceArn: attribute(id) });
      return undefined;
    case 'Cognito': {
      const pool = property('UserPool');
      const name = stringOf(entry(pool, 'Ref'));
      permit(
        'cognito-idp.amazonaws.com',
        name ? { SourceArn: attribute(name) } : {},
      );
      return undefined;
    }
    case 'AlexaSkill': {
      const skill = property('SkillId');
      permit(
        'alexa-appkit.amazon.com',
        skill ? { EventSourceToken: skill } : {},
      );
      return undefined;
    }
    default:
      expansion.cannot(event, `an event of type ${type || '(unknown)'}`);
      return undefined;
  }
}
