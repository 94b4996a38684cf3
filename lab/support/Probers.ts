import {
  createProber,
  type Prober,
  type ProbeResult,
  type ProbeTarget,
  type VantageOptions,
} from '../../packages/probe/src';
import type { Lab } from './Lab';
import { addresses } from './network';
import { urlOf } from './rows';

/** Long, so that a busy machine does not decide. */
const usualTimeoutMs = 15_000;

/** The vantage of a row, without what every vantage of the lab has. */
export type Vantage = Partial<VantageOptions>;

/** The probers of one scene. Rows with the same vantage share one, because creating its trust store takes CPU time. */
export class Probers {
  private readonly probers = new Map<string, Prober>();
  private readonly controls = new Map<string, Promise<ProbeResult>>();

  constructor(private readonly lab: Lab) {}

  /** Probes once. */
  probe(
    vantage: Vantage,
    target: Omit<ProbeTarget, 'id'>,
    timeoutMs = usualTimeoutMs,
  ): Promise<ProbeResult> {
    const key = JSON.stringify([vantage, timeoutMs]);
    let prober = this.probers.get(key);
    if (!prober) {
      prober = this.create(vantage, timeoutMs);
      this.probers.set(key, prober);
    }
    return prober.probe({ id: target.url, ...target });
  }

  /** Probes the control target through a vantage, once per scene. */
  control(vantage: Vantage): Promise<ProbeResult> {
    const key = JSON.stringify(vantage);
    const control =
      this.controls.get(key) ?? this.probe(vantage, { url: urlOf('healthy') });
    this.controls.set(key, control);
    return control;
  }

  /** Ends all. */
  close(): void {
    this.probers.forEach(prober => prober.close());
  }

  private create(vantage: Vantage, timeoutMs: number): Prober {
    return createProber({
      vantage: {
        id: 'lab',
        resolver: `${addresses.dns}:53`,
        trustBundle: this.lab.authority.pem,
        ...vantage,
      },
      policy: {
        allowedHosts: { suffixes: ['.lab.test'], exact: [] },
        allowedCidrs: ['10.1.0.0/16', 'fd00:1:2::/64'],
        allowedPorts: [443, 8443],
      },
      timeoutMs,
    });
  }
}
