import type { Truth, Value } from '@private-serverless/template';
import { expectValues, isGiven, isTrue } from '../expectation';
import { Observation, Rule } from '../rule';
import { Resource, Template } from '../template/Template';

/** PS40: the stages of REST APIs write access logs and traces, and limit the rate of requests. */
export const stage: Rule = {
  id: 'PS40',
  title: 'Stages have access logs, tracing and throttling',
  severity: 'M',
  why: 'Without access logs, nobody knows who called the service. Without a limit of its own, one client can use up the rate of the account.',
  fix: "Set AccessLogSetting.DestinationArn, TracingEnabled, and ThrottlingRateLimit and ThrottlingBurstLimit in MethodSettings for HttpMethod '*' and ResourcePath '/*'.",
  *check(template) {
    for (const one of template.ofType('AWS::ApiGateway::Stage')) {
      yield* assess(template, one, template.get(one.node, 'Properties'));
    }
    // A deployment with the name of a stage creates the stage.
    for (const deployment of template.ofType('AWS::ApiGateway::Deployment')) {
      const names = template.property(deployment, 'StageName');
      if (names.every(({ kind }) => kind === 'absent')) continue;
      const settings = template.property(deployment, 'StageDescription');
      yield* assess(template, deployment, settings);
    }
  },
};

function* assess(
  template: Template,
  resource: Resource,
  settings: Value[],
): Iterable<Observation> {
  const of = (name: string) =>
    settings.flatMap(value => template.child(value, name));
  const destinations = of('AccessLogSetting').flatMap(value =>
    template.child(value, 'DestinationArn'),
  );
  yield* expectValues(resource, destinations, {
    accepts: isGiven,
    good: 'writes access logs',
    bad: 'writes no access logs: AccessLogSetting.DestinationArn is not set',
    fix: 'Set AccessLogSetting.DestinationArn to the ARN of a log group.',
  });
  yield* expectValues(resource, of('TracingEnabled'), {
    accepts: isTrue,
    good: 'writes traces',
    bad: 'writes no traces: TracingEnabled is not true',
    fix: 'Set TracingEnabled to true.',
    ...(resource.lowerType === 'aws::apigateway::stage' && {
      change: { path: 'Properties.TracingEnabled', value: true },
    }),
  });
  for (const limit of ['ThrottlingRateLimit', 'ThrottlingBurstLimit']) {
    const direct = of(limit).filter(({ kind }) => kind !== 'absent');
    const values =
      direct.length > 0
        ? direct
        : of('MethodSettings').flatMap(list => limitsIn(template, list, limit));
    yield* expectValues(resource, values, {
      accepts: isLimit,
      good: `limits all requests (${limit})`,
      bad: `does not limit all requests: ${limit} is not set for every path and method`,
      fix: `Add ${limit} to the MethodSettings with HttpMethod '*' and ResourcePath '/*'.`,
    });
  }
}

/** The limit of the settings for every path and method. Absent if the list has none. */
function limitsIn(template: Template, list: Value, limit: string): Value[] {
  if (list.kind !== 'list') return [list];
  const items = template.items([list]);
  const isAny = (item: Value, name: string, any: string) =>
    template
      .child(item, name)
      .every(value => value.kind === 'scalar' && value.text === any);
  const found = items.filter(
    item =>
      item.kind === 'unknown' ||
      (isAny(item, 'ResourcePath', '/*') && isAny(item, 'HttpMethod', '*')),
  );
  return found.length > 0
    ? found.flatMap(item => template.child(item, limit))
    : [{ kind: 'absent', at: list.at }];
}

/** -1 switches throttling off. */
function isLimit(value: Value): Truth {
  return value.kind === 'scalar' ? Number(value.text) >= 0 : isGiven(value);
}
