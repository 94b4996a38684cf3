import { randomUUID } from 'node:crypto';
import type { LogTails } from '../follow/LogTails';
import type { Claim } from '../ranges/AddressRange';
import type { StackSession } from '../session/StackSession';
import type { Template } from '../template/parse';
import type { DeployOptions } from './options';
import type { Report } from './Report';

/** One try to bring a stack to the state that its template describes, identified by its client token. */
export class Attempt {
  readonly session: StackSession;
  readonly options: DeployOptions;
  readonly template: Template;
  readonly report: Report;
  /** Client token of the calls that change the stack. */
  readonly token: string;
  /** Log tails of failed custom resources. Absent without a CloudWatch Logs client. */
  readonly logTails?: LogTails;
  /** The change set of this attempt, while it is neither executed nor deleted. */
  changeSet?: { stackArn: string; changeSetArn: string };
  /** The claimed address range of the VPC, if this attempt chose one. */
  claim?: Claim;
  /** True if an earlier run of this attempt created the empty stack of its change set. */
  earlierRunCreatedStack = false;

  constructor(
    parts: Pick<
      Attempt,
      'session' | 'options' | 'template' | 'report' | 'logTails'
    >,
  ) {
    this.session = parts.session;
    this.options = parts.options;
    this.template = parts.template;
    this.report = parts.report;
    this.logTails = parts.logTails;
    this.token = parts.options.token ?? `ps-${randomUUID()}`;
  }
}
