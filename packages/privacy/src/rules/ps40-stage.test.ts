import { ruleCases } from '../__testUtils__/ruleCases';
import { runRule } from '../__testUtils__/runRule';

const logs =
  'AccessLogSetting: { DestinationArn: arn:aws:logs:eu-central-1:111111111111:log-group:x }';
const traces = 'TracingEnabled: true';
const limits = (rate = '100', path = "'/*'", method = "'*'") =>
  `MethodSettings: [{ ResourcePath: ${path}, HttpMethod: ${method}, ThrottlingRateLimit: ${rate}, ThrottlingBurstLimit: 200 }]`;
const stage = (...properties: string[]) =>
  `Live: { Type: AWS::ApiGateway::Stage, Properties: { ${properties.join(
    ', ',
  )} } }`;

ruleCases('PS40', {
  proven: [
    ['a stage', stage(logs, traces, limits())],
    [
      'a stage of a deployment',
      `Live: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: live, StageDescription: { ${logs}, ${traces}, ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 } } }`,
    ],
    [
      'settings of one method in addition',
      stage(
        logs,
        traces,
        limits().replace(
          '[',
          '[{ ResourcePath: /items, HttpMethod: GET, MetricsEnabled: true }, ',
        ),
      ),
    ],
  ],
  violated: [
    ['no properties', 'Live: { Type: AWS::ApiGateway::Stage }'],
    ['no access logs', stage(traces, limits())],
    [
      'no access logs in a branch',
      stage(
        `AccessLogSetting: !If [Open, { DestinationArn: x }, !Ref AWS::NoValue]`,
        traces,
        limits(),
      ),
    ],
    ['no traces', stage(logs, limits())],
    ['traces off', stage(logs, 'TracingEnabled: false', limits())],
    ['no limits', stage(logs, traces)],
    ['limits off', stage(logs, traces, limits('-1'))],
    ['limits of one path', stage(logs, traces, limits('100', '/items'))],
    ['limits of one method', stage(logs, traces, limits('100', "'/*'", 'GET'))],
    [
      'a stage of a deployment without settings',
      'Live: { Type: AWS::ApiGateway::Deployment, Properties: { StageName: live } }',
    ],
  ],
  unproven: [
    [
      'traces without a value',
      stage(logs, 'TracingEnabled: !Ref Anything', limits()),
    ],
    ['limits without a value', stage(logs, traces, limits('!Ref Anything'))],
    [
      'settings without a value',
      stage(logs, traces, 'MethodSettings: !Ref Anything'),
    ],
  ],
});

it('warns, and does not apply to a deployment without a stage', () => {
  expect(runRule('PS40', stage(logs, traces)).findings).toMatchObject([
    { severity: 'M' },
    { severity: 'M' },
  ]);
  expect(
    runRule('PS40', 'Deployment: { Type: AWS::ApiGateway::Deployment }').status,
  ).toBe('not-applicable');
});
