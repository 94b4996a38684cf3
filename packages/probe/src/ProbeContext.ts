import { Socket } from 'node:net';
import { ProbeResult } from '@private-serverless/wire';
import { Access } from './access/Access';
import { Dial } from './access/dial';
import { Deadline } from './Deadline';
import { Guard } from './guard/Guard';
import { NameResolver } from './names/resolve';
import { Rotation } from './Rotation';
import { Trust } from './tls/trust';
import { ProbeTarget } from './types';

/** Dependencies of one probe. */
export type ProbeContext = {
  target: ProbeTarget;
  guard: Guard;
  resolver: NameResolver;
  rotation: Rotation;
  access: Access;
  trust: Trust;
  dial: Dial;
  deadline: Deadline;
  /** All sockets of the probe, so that the caller can destroy them. */
  sockets: Set<Socket>;
};

/** Measurements so far. Each phase adds its own, so that a failed probe keeps those of earlier phases. */
export type Measurements = Pick<
  ProbeResult,
  | 'addresses'
  | 'attempts'
  | 'connectedTo'
  | 'http'
  | 'timings'
  | 'tls'
  | 'warnings'
>;

/** Records the duration of work, even if it fails. Several attempts add up. */
export async function timed<T>(
  { timings }: Measurements,
  name: keyof Measurements['timings'],
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    timings[name] = (timings[name] ?? 0) + performance.now() - start;
  }
}
