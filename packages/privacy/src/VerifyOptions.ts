import type { Exception } from './exceptions/Exception';
import type { Place } from './network/belongs';
import type { NetworkFacts } from './network/NetworkFacts';
import type { PrivacySettings } from './settings';
import type { Intent } from './template/intent';

/** Options of {@link verifyTemplate}. @public */
export type VerifyOptions = {
  /** YAML or JSON. */
  template: string;
  /** Values as for a deploy. The default of a parameter applies if its value is missing. */
  parameters?: Record<string, string>;
  /**
   * What is known of the existing network that the template names. Without facts, rules about it are unproven.
   */
  networkFacts?: NetworkFacts;
  /** Name of the file with the facts, for the warning about their age. @defaultValue privacy-facts.json */
  networkFactsFile?: string;
  /** Age from which the facts cause a warning, such as `24h`. A deploy calls `requireFresh`. @defaultValue 24h */
  maxFactsAge?: string;
  /** Account, region and VPC of the deploy, as far as they are known. Facts of another place are refused. */
  place?: Partial<Place>;
  /** Exceptions of the repository. @defaultValue none */
  exceptions?: readonly Exception[];
  /** Name of the file with the exceptions, for messages. @defaultValue privacy-exceptions.yaml */
  exceptionsFile?: string;
  /** What the environment requires. */
  settings?: PrivacySettings;
  /**
   * The template that is deployed now, with its parameters. Until `settings.newRules.block.from`, what it already has does not
   * block.
   */
  deployed?: { template: string; parameters?: Record<string, string> };
  /** What the repository of the template says about its purpose, beside the metadata of the template. */
  intent?: Intent;
  /** Time of the verification. PS45 compares its day with the dates of runtimes, so a proof that must not change needs it. @defaultValue now */
  now?: Date;
};
