import type { FailureCode, HealthState } from '@private-serverless/wire';
import type { VantageOptions } from '../../packages/probe/src';
import { domain } from './dns';
import type { Lab } from './Lab';
import type { Instance, Program } from './program';

/** What the probe must say. */
export type Expected = {
  /** `ok` for a healthy result. With several, each is right, because what the program sends is a race. */
  code: FailureCode | 'ok' | Array<FailureCode | 'ok'>;
  /** The state after three such results, without a control target. With several, each is right. */
  state: HealthState | HealthState[];
  /** The same with a control target through the same vantage. @defaultValue `code` and `state` */
  withControl?: { code?: FailureCode; state: HealthState };
  /** Begin of the headline. */
  headline?: string;
  /** Begin of the advice. */
  advice?: string;
  /** Begin of the note of the state. */
  note?: string;
};

/** One pairing of program and failure. */
export type Row = {
  case: string;
  url: string;
  vantage?(
    instance: Instance,
    lab: Lab,
  ): Partial<VantageOptions> | Promise<Partial<VantageOptions>>;
  /** @defaultValue 15000, so that a busy machine does not decide */
  timeoutMs?: number;
  /** How many probes run, one after the other. Their results are repeated up to three. @defaultValue 1 */
  probes?: number;
  /** What the program really sends, in one line. */
  observe(instance: Instance, lab: Lab): Promise<string>;
  /** By the version of the program, where versions differ. */
  expected: Expected | ((version: string) => Expected);
};

/** A program in one configuration, and the rows that it serves. */
export type Scene = {
  program: Program;
  start(lab: Lab): Promise<Instance>;
  rows: Row[];
  /** Whether the rows are judged with a control target too. @defaultValue false */
  control?: boolean;
};

/** What a healthy target gives. */
export const healthy: Expected = { code: 'ok', state: 'up' };

/** The URL of a host of the lab. */
export function urlOf(name: string, port = 443): string {
  return `https://${name}.${domain}${port === 443 ? '' : `:${port}`}/health`;
}

/** Timeout of rows in which nothing comes back. */
export const silentMs = 3000;
