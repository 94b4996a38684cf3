import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { VantageReader } from '../vantages/VantageReader';
import { HistoryReader } from './HistoryReader';
import { TargetCounter } from './TargetCounter';
import { TargetLists } from './TargetLists';
import { TransitionReader } from './TransitionReader';
import { Visibility } from './Visibility';

/** Everything that is read from the database for callers, and what they can see of it. */
export class Reads {
  readonly visibility: Visibility;
  readonly lists: TargetLists;
  readonly counter: TargetCounter;
  readonly histories: HistoryReader;
  readonly transitions: TransitionReader;
  readonly vantages: VantageReader;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    environments: readonly Environment[];
    permissions: PermissionsService;
    catalog: CatalogService;
    clock?: () => number;
  }) {
    const { knex, config, clock, environments } = options;
    this.visibility = new Visibility({
      permissions: options.permissions,
      catalog: options.catalog,
    });
    this.lists = new TargetLists({
      knex,
      environments,
      latestVersion: config.goldenPathVersion,
      clock,
    });
    this.counter = new TargetCounter(this.lists);
    this.histories = new HistoryReader({ knex, config, clock });
    this.transitions = new TransitionReader(knex, config);
    this.vantages = new VantageReader({ knex, config, clock });
  }
}
