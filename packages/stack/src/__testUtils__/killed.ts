import { deployStack } from '../deploy/deployStack';
import type { DeployOptions } from '../deploy/options';

/** Starts a deploy and ends it like a killed process: without further API calls and without cleanup. */
export async function killed(
  deploy: DeployOptions,
  isEnd: (what: string) => boolean,
): Promise<void> {
  const gone = new Error('the process was killed');
  let isGone = false;
  const check = (what: string) => {
    isGone ||= isEnd(what);
  };
  const { cloudFormation } = deploy;
  const dying = Object.create(cloudFormation, {
    send: {
      value: async (...args: Parameters<typeof cloudFormation.send>) => {
        if (isGone) throw gone;
        const answer = await cloudFormation.send(...args);
        check(args[0].constructor.name);
        if (isGone) throw gone;
        return answer;
      },
    },
  });
  await expect(
    deployStack({
      ...deploy,
      cloudFormation: dying,
      onEvent: ({ logicalId, status }) => check(`${logicalId} ${status}`),
    }),
  ).rejects.toThrow();
  expect(isGone).toBe(true);
}
