import { deployStack } from '../deploy/deploy';
import type { DeployOptions } from '../types';

/** Begins a deploy, and ends it as a killed process would: nothing more is asked, nothing is cleaned up. */
export async function killed(
  deploy: DeployOptions,
  isTheMoment: (what: string) => boolean,
): Promise<void> {
  const gone = new Error('this process is gone');
  let isGone = false;
  const check = (what: string) => {
    isGone ||= isTheMoment(what);
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
