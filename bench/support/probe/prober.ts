import { createProber, type Prober } from '../../../packages/probe/src';
import type { Round } from './blackbox';
import { serve } from './worker';

/** Creates a prober, or probes. */
export type ProberRequest =
  | {
      kind: 'create';
      trustBundle: string;
      resolver: string;
      keyShare: 'classical' | 'hybrid';
    }
  | { kind: 'probe'; round: Round };

let prober: Prober;

/** The process whose CPU time counts as ours. It only probes. */
async function handle(request: ProberRequest): Promise<void> {
  if (request.kind === 'create') {
    const { kind, ...vantage } = request;
    prober = createProber({
      vantage: { id: 'bench', ...vantage },
      policy: {
        allowedHosts: { suffixes: ['.lab.test'], exact: [] },
        allowedCidrs: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
        allowedPorts: [443, 8444],
      },
    });
    return;
  }
  const { url, count, concurrency, healthy } = request.round;
  let started = 0;
  const work = async () => {
    while (started < count) {
      started += 1;
      const result = await prober.probe({ id: 'target', url });
      if (healthy && !result.healthy) {
        throw new Error(`not healthy: ${JSON.stringify(result)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

if (require.main === module) serve(handle);
