import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readTemplateText, toPlain } from '@private-serverless/template';
import {
  NetworkFactsError,
  TemplateError,
  TemplateWorkers,
  verifyTemplate,
  verifyTemplateAsync,
} from '..';
import { factsWith } from '../__testUtils__/facts';
import { templateWorkers } from './TemplateWorkers';

const template = `Resources:
  Gateway: { Type: AWS::EC2::InternetGateway }
  constructor: { Type: AWS::EC2::VPC, Properties: { __proto__: { a: 012 } } }
`;
/** A valid template that takes a while to read. */
const long = `Resources: { Vpc: { Type: AWS::EC2::VPC } }\nMetadata:\n${Array.from(
  { length: 60_000 },
  (_, i) => `  K${i}: v`,
).join('\n')}\n`;
const now = new Date('2026-11-29T00:00:00Z');

describe('TemplateWorkers', () => {
  const workers = new TemplateWorkers();
  afterAll(async () => {
    await workers.close();
    await templateWorkers.close();
  });

  it('returns the same results as in the main thread', async () => {
    const { root, warnings } = await workers.read(template);
    const here = readTemplateText(template);
    expect(JSON.stringify(toPlain(root))).toBe(
      JSON.stringify(toPlain(here.root)),
    );
    expect(warnings).toEqual(here.warnings);
    const verdict = await verifyTemplateAsync({ template, now });
    expect(JSON.stringify(verdict)).toBe(
      JSON.stringify(verifyTemplate({ template, now })),
    );
  });

  it('restores a verdict with more findings than one piece has', async () => {
    const many = JSON.stringify({
      Resources: Object.fromEntries(
        Array.from({ length: 1_100 }, (_, i) => [
          `Gateway${i}`,
          { Type: 'AWS::EC2::InternetGateway' },
        ]),
      ),
    });
    const verdict = await workers.verify({ template: many, now });
    expect(verdict.findings.length).toBeGreaterThan(1_000);
    expect(verdict).toEqual(verifyTemplate({ template: many, now }));
  });

  it('returns the reason and the line of an error', async () => {
    const error = await workers.read('A: 1\nA: 2').catch(e => e);
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({
      line: 2,
      reason: expect.stringContaining('has the key "A" twice'),
    });
    await expect(
      workers.verify({ template: `A: ${'x'.repeat(3_000_000)}` }),
    ).rejects.toThrow('The template is larger than 1 MiB.');
  });

  it('throws NetworkFactsError for facts of another region', async () => {
    const verifying = workers.verify({
      template,
      networkFacts: factsWith(),
      place: { region: 'us-west-2' },
    });
    await expect(verifying).rejects.toThrow(NetworkFactsError);
  });

  it('leaves the event loop free while a template is verified', async () => {
    // The first task starts the thread.
    await workers.verify({ template });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const blocked: number[] = [];
    // The machine can be busy with something else, so the best of several attempts counts.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      delay.reset();
      delay.enable();
      await workers.verify({ template: long });
      delay.disable();
      blocked.push(delay.max / 1e6);
    }
    expect(Math.min(...blocked)).toBeLessThan(50);
  });

  it('terminates a template that exceeds the time limit, and continues with the next one', async () => {
    const hasty = new TemplateWorkers({ timeoutMs: 1 });
    await expect(hasty.read(long)).rejects.toThrow(
      'Reading the template takes longer than 0.001 s.',
    );
    await expect(hasty.read(long)).rejects.toThrow(TemplateError);
    await hasty.close();
  });

  it('starts the time limit of a template when a thread is free', async () => {
    const single = new TemplateWorkers({ maxThreads: 1 });
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async n => {
        await single.verify({ template });
        order.push(n);
      }),
    );
    expect(order).toEqual([1, 2, 3]);
    await single.close();
  });

  it('survives a template that exceeds the memory limit', async () => {
    const small = new TemplateWorkers({ maxMemoryMb: 12 });
    await expect(small.verify({ template: long })).rejects.toThrow(
      'Reading the template takes more than 12 MiB of memory.',
    );
    await small.close();
  });

  it('ends an idle thread, and starts another one for the next template', async () => {
    const brief = new TemplateWorkers({ idleTimeoutMs: 1 });
    const first = await brief.verify({ template, now });
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(await brief.verify({ template, now })).toEqual(first);
    await brief.close();
  });
});
