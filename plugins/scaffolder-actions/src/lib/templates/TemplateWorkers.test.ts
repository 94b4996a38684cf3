import {
  readTemplateText,
  TemplateError,
  toPlain,
} from '@private-serverless/template';
import { verifyTemplate } from '@private-serverless/privacy';
import { TemplateWorkers } from './TemplateWorkers';

const template = `Resources:
  Gateway: { Type: AWS::EC2::InternetGateway }
  constructor: { Type: AWS::EC2::VPC, Properties: { __proto__: { a: 012 } } }
`;
/** A valid template that takes a while to read. */
const long = `Resources: { Vpc: { Type: AWS::EC2::VPC } }\nMetadata:\n${Array.from(
  { length: 60_000 },
  (_, i) => `  K${i}: v`,
).join('\n')}\n`;

describe('TemplateWorkers', () => {
  const workers = new TemplateWorkers();
  afterAll(() => workers.close());

  it('returns the same results as in the main thread', async () => {
    const { root, warnings } = await workers.read(template);
    const here = readTemplateText(template);
    expect(JSON.stringify(toPlain(root))).toBe(
      JSON.stringify(toPlain(here.root)),
    );
    expect(warnings).toEqual(here.warnings);
    expect(await workers.verify({ template })).toEqual(
      verifyTemplate({ template }),
    );
  });

  it('returns the reason and the line of an error', async () => {
    const error = await workers.read('A: 1\nA: 2').catch(e => e);
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({
      line: 2,
      reason: expect.stringContaining('has the key "A" twice'),
    });
  });

  it('leaves the event loop free while a template is read', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await workers.verify({ template: long });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('terminates a template that exceeds the time limit, and continues with the next one', async () => {
    const hasty = new TemplateWorkers({ timeoutMs: 1 });
    await expect(hasty.read(long)).rejects.toThrow(
      'Reading the template takes longer than 0.001 s.',
    );
    await expect(hasty.read(long)).rejects.toThrow(TemplateError);
    await hasty.close();
  });

  it('starts the timeout of a template when a thread is free', async () => {
    const started = jest.spyOn(AbortSignal, 'timeout');
    const reading = [1, 2, 3, 4].map(() => workers.read(long));
    await new Promise(setImmediate);
    expect(started).toHaveBeenCalledTimes(2);
    await Promise.all(reading);
    expect(started).toHaveBeenCalledTimes(4);
    started.mockRestore();
  });

  it('survives a template that exceeds the memory limit', async () => {
    const small = new TemplateWorkers({ maxMemoryMb: 12 });
    await expect(small.verify({ template: long })).rejects.toThrow(
      'Reading the template takes more than 12 MiB of memory.',
    );
    await small.close();
  });
});
