import { inspect } from 'node:util';
import { World } from '../__testUtils__/world';
import { eventLine } from '../follow/eventLine';
import { deployStack } from './deployStack';

/** EC2 rejects an invalid range and repeats it in its message. */
const template = (noEcho: string) => `
Parameters:
  Range: { Type: String, NoEcho: ${noEcho} }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: !Ref Range } }
`;

describe('the value of a NoEcho parameter', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  /** The lines of the events, and the error of the deploy that fails. */
  async function failing(noEcho: string) {
    const events: string[] = [];
    const error = await deployStack({
      ...world.deploy(template(noEcho)),
      stackName: `range-${noEcho.replace(/\W/g, '')}`,
      parameters: { Range: 'swordfish-7' },
      onEvent: event => events.push(eventLine(event)),
    }).then(
      () => undefined,
      e => e,
    );
    const failed = events.find(line => /Vpc .*CREATE_FAILED/.test(line));
    return { failed, message: String(error.message).split('\n')[0] };
  }

  it('is shown without NoEcho', async () => {
    const { failed, message } = await failing('false');
    expect(failed).toContain('swordfish-7');
    expect(message).toContain('swordfish-7');
  });

  it.each(['true', 'yes', 'On', "'true'"])(
    'is in no event and in no error with NoEcho: %s',
    async noEcho => {
      const { failed, message } = await failing(noEcho);
      expect(failed).toContain('****');
      expect(message).toContain('****');
      expect(`${failed} ${message}`).not.toContain('swordfish');
    },
  );

  it('is hidden in the error of a gate and in its causes', async () => {
    let stack: string | undefined;
    const error = await deployStack({
      ...world.deploy(template('yes')),
      stackName: 'gate',
      parameters: { Range: 'swordfish-7' },
      gate: async ({ parameters }) => {
        const refusal = new Error(`the range ${parameters.Range} is public`);
        // Node copies the message into the stack at once, Jest when it is first read.
        stack = refusal.stack;
        throw refusal;
      },
    }).catch(e => e);
    expect(stack).toContain('swordfish');
    expect(error).toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('the range **** is public'),
    });
    expect(inspect(error)).toContain('[cause]');
    expect(inspect(error)).not.toContain('swordfish');
    expect(error.cause.message).toContain('the range **** is public');
    expect(`${error.stack} ${error.cause.stack}`).not.toContain('swordfish');
  });

  it('is hidden in progress lines', async () => {
    const lines: string[] = [];
    await deployStack({
      ...world.deploy(template('yes')),
      stackName: 'swordfish-7',
      parameters: { Range: 'swordfish-7' },
      onProgress: line => lines.push(line),
    }).catch(() => undefined);
    expect(lines.join()).toContain('Stack ****');
    expect(lines.join()).not.toContain('swordfish');
  });
});
