import { mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, ResponseError } from '@backstage/errors';
import { ScaffolderTasks } from './tasks';

/** Tasks of a scaffolder that stores this task, or responds with this error. */
function tasksOf(stored: object | Error) {
  const asked: string[] = [];
  const scaffolder = {
    async getTask({ taskId }: { taskId: string }) {
      asked.push(taskId);
      if (stored instanceof Error) throw stored;
      return { id: taskId, spec: {}, ...stored };
    },
  };
  const tasks = new ScaffolderTasks(scaffolder as never, mockServices.auth());
  return { tasks, asked };
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const hour = 3_600_000;

describe('ScaffolderTasks', () => {
  it.each<[string, object, boolean]>([
    ['open', { status: 'open' }, true],
    ['at work', { status: 'processing', lastHeartbeatAt: ago(1000) }, true],
    [
      'without its backend',
      { status: 'processing', lastHeartbeatAt: ago(hour) },
      false,
    ],
    ['without a heartbeat', { status: 'processing' }, true],
    ['failed', { status: 'failed', lastHeartbeatAt: ago(1000) }, false],
    ['canceled', { status: 'cancelled' }, false],
    ['completed', { status: 'completed' }, false],
  ])('a task that is %s', async (_, stored, isRunning) => {
    const { tasks } = tasksOf(stored);
    expect(await tasks.find('a-1')).toEqual({
      initiator: undefined,
      isRunning,
    });
  });

  it('returns the initiator of the task in lower case', async () => {
    const { tasks } = tasksOf({
      status: 'failed',
      spec: { user: { ref: 'user:default/Jane' } },
    });
    expect(await tasks.find('a-1')).toMatchObject({
      initiator: 'user:default/jane',
    });
  });

  it('returns undefined for a task that the scaffolder does not have', async () => {
    const response = { ok: false, status: 404, statusText: 'Not Found' };
    const overHttp = await ResponseError.fromResponse({
      ...response,
      headers: new Headers(),
      text: async () => '',
    } as never);
    for (const error of [new NotFoundError('no task'), overHttp]) {
      expect(await tasksOf(error).tasks.find('a-1')).toBeUndefined();
    }
  });

  it('fails if the scaffolder does not respond', async () => {
    const { tasks } = tasksOf(new Error('away'));
    await expect(tasks.find('a-1')).rejects.toThrow('away');
  });

  it('makes no call for a value that is not a valid task ID', async () => {
    const { tasks, asked } = tasksOf({ status: 'open' });
    for (const id of ['', '../events', 'a b', 'x'.repeat(65)]) {
      expect(await tasks.find(id)).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });
});
