import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  eventsOf,
  execute,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

/** A second of the schedules: a rate of one minute takes 300 ms. */
const secondMs = 5;
const stateDir = mkdtempSync(join(tmpdir(), 'schedules-'));

let harness: Harness;
const start = async () => {
  harness = await startHarness({ secondMs, stateDir });
};
beforeAll(start);
afterAll(async () => {
  await harness.close();
  rmSync(stateDir, { recursive: true });
});

type Options = {
  state?: string;
  schedule?: object;
  target?: object;
  /** @defaultValue the ARN of the rule */
  sourceArn?: unknown;
  code?: string;
  reserved?: number;
  logicalId?: string;
};

const printEvent =
  'exports.handler = async event => console.log("event", JSON.stringify(event));';

/** A function, a rule that invokes it each minute, and the permission to do so. */
function template(o: Options = {}) {
  const rule = o.logicalId ?? 'Rule';
  const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Statement: [] } },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: arn('Role'),
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Timeout: 30,
          Code: { ZipFile: o.code ?? printEvent },
          ...(o.reserved === undefined
            ? {}
            : { ReservedConcurrentExecutions: o.reserved }),
        },
      },
      [rule]: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: o.state ?? 'ENABLED',
          Targets: [{ Id: 'sync', Arn: arn('Function'), ...o.target }],
          ...o.schedule,
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: arn('Function'),
          Principal: 'events.amazonaws.com',
          SourceArn: o.sourceArn ?? arn(rule),
        },
      },
    },
  };
}

async function create(StackName: string, options?: Options) {
  await execute(harness, {
    StackName,
    ChangeSetName: 'create',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify(template(options)),
  });
  return settledStatus(harness, StackName);
}

const linesOf = (stack: string, text: string) =>
  harness.lines.filter(one => one.includes(`[${stack}-`) && one.includes(text));

async function until(check: () => boolean): Promise<void> {
  while (!check()) await sleep(20);
}

const update = (stackName: string, properties: object, logicalId = 'Rule') =>
  harness.sandbox.control.changeResource({
    stackName,
    logicalId,
    properties: properties as never,
  });

it('invokes a function at the rate, with the input, also after a restart', async () => {
  const Input = '{"TargetGroupArns":["arn:1"]}';
  expect(await create('regular', { target: { Input } })).toBe(
    'CREATE_COMPLETE',
  );
  const runs = () => linesOf('regular', `event ${Input}`).length;
  await until(() => runs() >= 3);
  await harness.close();
  await start();
  await until(() => runs() >= 2);
  update('regular', { State: 'DISABLED' });
});

it('invokes it with the event of EventBridge if there is no input', async () => {
  expect(await create('plain', { state: 'DISABLED' })).toBe('CREATE_COMPLETE');
  const { control } = harness.sandbox;
  await expect(control.runSchedule('Rule')).rejects.toThrow(
    /Several rules have the logical ID 'Rule'. Use one of their names: regular-Rule-\w+, plain-Rule-\w+\./,
  );
  const [, name] = /(plain-Rule-\w+)/.exec(
    await control.runSchedule('Rule').catch(error => error.message),
  )!;
  await expect(control.runSchedule(name)).rejects.toThrow(
    `Rule '${name}' is disabled. Set its State to ENABLED first.`,
  );
  update('plain', { State: 'ENABLED', ScheduleExpression: 'rate(7 days)' });
  await control.runSchedule(name);
  const [line] = linesOf('plain', 'event');
  expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '111111111111',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: 'eu-central-1',
    resources: [`arn:aws:events:eu-central-1:111111111111:rule/${name}`],
    detail: {},
  });
});

it('does not invoke it without a permission for the rule', async () => {
  const options = {
    logicalId: 'Foreign',
    sourceArn: 'arn:aws:events:eu-central-1:111111111111:rule/other',
  };
  expect(await create('foreign', options)).toBe('CREATE_COMPLETE');
  await expect(harness.sandbox.control.runSchedule('Foreign')).rejects.toThrow(
    /no Lambda permission allows events.amazonaws.com to invoke arn:aws:lambda:.*foreign-Function-\w+ for arn:aws:events:.*rule\/foreign-Foreign-\w+/,
  );
  // The rule's own runs report the same.
  await until(() =>
    harness.lines.some(
      one => one.includes('foreign-') && one.includes('no Lambda permission'),
    ),
  );
  expect(linesOf('foreign', 'event')).toEqual([]);
});

it('runs one invocation at a time with a reserved concurrency of 1', async () => {
  const code = `exports.handler = async () => {
    console.log('begins');
    await new Promise(resolve => setTimeout(resolve, 500));
    console.log('ends');
  };`;
  expect(
    await create('single', {
      code,
      reserved: 1,
      logicalId: 'Single',
      schedule: { ScheduleExpression: 'rate(7 days)' },
    }),
  ).toBe('CREATE_COMPLETE');
  const { control } = harness.sandbox;
  await Promise.all([
    control.runSchedule('Single'),
    control.runSchedule('Single'),
  ]);
  const order = linesOf('single', '').map(
    one => /begins|ends/.exec(one)?.[0] ?? one,
  );
  expect(order).toEqual(['begins', 'ends', 'begins', 'ends']);
});

it('can be listed and run over HTTP, and from the page', async () => {
  const url = `${harness.sandbox.endpointUrl}/_sandbox`;
  const { schedules } = await (await fetch(`${url}/schedules`)).json();
  const single = schedules.find(
    (one: { logicalId: string }) => one.logicalId === 'Single',
  );
  expect(single).toEqual({
    name: expect.stringMatching(/^single-Single-\w+$/),
    logicalId: 'Single',
    stackName: 'single',
    expression: 'rate(7 days)',
    state: 'ENABLED',
    functionArns: [expect.stringMatching(/:function:single-Function-\w+$/)],
  });
  const [, action] = new RegExp(
    `action="/_sandbox([^"]+)"><button aria-label="Run ${single.name}"`,
  ).exec(await (await fetch(`${url}/`)).text())!;
  const before = linesOf('single', 'ends').length;
  expect((await fetch(url + action, { method: 'POST' })).status).toBe(200);
  expect(linesOf('single', 'ends').length).toBe(before + 1);
  const unknown = await fetch(`${url}/schedules/nobody/run`, {
    method: 'POST',
  });
  expect(unknown.status).toBe(404);
  expect((await unknown.json()).error).toMatch(
    /^Rule 'nobody' does not exist. Existing rules: .*single-Single-/,
  );
});

it.each<[string, Options, RegExp]>([
  [
    'a plural that does not fit',
    { schedule: { ScheduleExpression: 'rate(1 minutes)' } },
    /Parameter ScheduleExpression is not valid\./,
  ],
  [
    'a cron expression',
    { schedule: { ScheduleExpression: 'cron(0 * * * ? *)' } },
    /sandbox: ScheduleExpression cron.* is not supported/,
  ],
  [
    'a target that is not a function',
    { target: { Arn: 'arn:aws:sqs:eu-central-1:111111111111:queue' } },
    /sandbox: Targets with Arn arn:aws:sqs.* Use a function/,
  ],
  [
    'an input that is not JSON',
    { target: { Input: '{' } },
    /JSON syntax error in input for target sync/,
  ],
  [
    'a role for the target',
    { target: { RoleArn: 'arn:aws:iam::111111111111:role/x' } },
    /sandbox: RoleArn in Targets of AWS::Events::Rule is not supported/,
  ],
])('does not create a rule with %s', async (title, options, reason) => {
  const stack = title.replace(/ /g, '-');
  expect(await create(stack, options)).toBe('ROLLBACK_COMPLETE');
  const reasons = (await eventsOf(harness, stack)).map(
    one => one.ResourceStatusReason ?? '',
  );
  expect(reasons).toContainEqual(expect.stringMatching(reason));
});
