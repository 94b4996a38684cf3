// @ts-check

/** Upper bounds of the latency histogram in milliseconds. The last column counts everything above. See src/history/latency.ts */
const latencyColumns = Array.from({ length: 16 }, (_, index) => `h${index}`);

/** Sums of the phases in milliseconds. */
const phaseColumns = [
  'dns_ms',
  'tcp_ms',
  'tls_ms',
  'first_byte_ms',
  'transfer_ms',
  'total_ms',
];

/**
 * Times are epoch milliseconds.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('targets', table => {
    table.string('name').comment('Name and title of the entity, lower case');
    table.string('title').comment('Title of the entity, or its name');
    table.string('owner').comment('Ref of the owner');
    table.string('system').comment('Ref of the system');
    table.string('environment_id', 63);
    table.string('entry', 16);
    table.string('template_version', 63);
    table.text('settings').comment('JSON: what annotations of the entity set');
    table
      .bigInteger('removed_at')
      .comment('Null: the catalog has it. Deleted some time later');
    table.index(['removed_at'], 'targets_removed_at_idx');
    table.index(['environment_id'], 'targets_environment_id_idx');
  });

  // SQLite cannot add a primary key to a table. The names of indexes and keys must differ from those of the old tables.
  await knex.schema.createTable('checks_v2', table => {
    table.comment('The present: one row for each target and vantage');
    table.increments('id').primary().comment('Short key of the history');
    table.string('target_id', 32).notNullable();
    table.string('vantage_id', 63).notNullable();
    table.bigInteger('next_due_at').comment('Null: paused');
    table
      .bigInteger('lease_until')
      .notNullable()
      .comment('Until then a backend probes it');
    table
      .string('lease_id', 36)
      .comment('Who probes it. Only this lease may store a result');
    table
      .boolean('slow')
      .notNullable()
      .defaultTo(false)
      .comment('Whether the latest probe held its slot for long');
    table.string('state', 16).comment('As in record');
    table.text('record').comment('JSON: HealthRecord');
    table.text('result').comment('JSON: the latest ProbeResult');
    table.bigInteger('checked_at');
    table
      .bigInteger('stale_at')
      .comment('From then on the state is unknown, unless a result arrives');
    table.unique(['target_id', 'vantage_id'], {
      indexName: 'checks_target_vantage_uidx',
    });
    // For claims: in the order in which checks are due, quick and slow ones, and those that nobody has probed yet.
    table.index(['slow', 'next_due_at'], 'checks_due_idx');
    table.index(['next_due_at'], 'checks_new_idx', {
      predicate: knex.whereNull('checked_at'),
    });
    table.index(['stale_at'], 'checks_stale_idx');
  });
  const checkColumns =
    'target_id, vantage_id, next_due_at, lease_until, slow, record, result, checked_at';
  await knex.raw(
    `insert into checks_v2 (${checkColumns}) select ${checkColumns} from checks`,
  );

  await knex.schema.createTable('results_v2', table => {
    table.comment('The recent past: one row for each probe');
    table.bigIncrements('id').primary();
    table.integer('check_id').notNullable();
    table.bigInteger('at').notNullable();
    table.string('outcome', 16).notNullable();
    table.string('failure', 63);
    for (const column of phaseColumns) table.float(column);
    table.index(['check_id', 'at'], 'results_by_check_idx');
    table.index(['at'], 'results_time_idx');
  });
  await knex.raw(
    `insert into results_v2 (check_id, at, outcome, failure, total_ms)
     select checks_v2.id, results.at, results.outcome, results.failure, results.total_ms
     from results join checks_v2
       on checks_v2.target_id = results.target_id and checks_v2.vantage_id = results.vantage_id
     order by results.id`,
  );
  await knex.schema.dropTable('results');
  await knex.schema.dropTable('checks');
  await knex.schema.renameTable('checks_v2', 'checks');
  await knex.schema.renameTable('results_v2', 'results');

  await knex.schema.createTable('rollups', table => {
    table.comment('The past: one row for each check and slot of time');
    table.integer('check_id').notNullable();
    table.smallint('minutes').notNullable().comment('Length: 5, 60 or 1440');
    table.bigInteger('at').notNullable().comment('Start of the slot');
    for (const column of ['healthy', 'unhealthy', 'inconclusive']) {
      table.integer(column).notNullable().defaultTo(0);
    }
    table.integer('maintenance').notNullable().defaultTo(0);
    table.string('failure', 63).comment('The latest one of the slot');
    table
      .integer('timed')
      .notNullable()
      .defaultTo(0)
      .comment('Number of probes in the sums');
    for (const column of phaseColumns) {
      table.float(column).notNullable().defaultTo(0);
    }
    for (const column of latencyColumns) {
      table.integer(column).notNullable().defaultTo(0);
    }
    table.primary(['check_id', 'minutes', 'at']);
    table.index(['minutes', 'at'], 'rollups_time_idx');
  });

  await knex.schema.createTable('transitions', table => {
    table.comment('Changes of state');
    table.bigIncrements('id').primary();
    table.string('target_id', 32).notNullable();
    table
      .string('vantage_id', 63)
      .notNullable()
      .comment('Empty: the state of the target as a whole');
    table.bigInteger('at').notNullable();
    table.string('from_state', 16).notNullable();
    table.string('to_state', 16).notNullable();
    table.string('code', 63).comment('Failure or reason');
    table.string('hop', 16);
    table.text('cause').comment('For people');
    table.index(['target_id', 'at'], 'transitions_by_target_idx');
    table.index(['at'], 'transitions_time_idx');
  });

  await knex.schema.createTable('states', table => {
    table.comment('The state of each target, so that lists do not aggregate');
    table.string('target_id', 32).primary();
    table.string('state', 16).notNullable();
    table.bigInteger('since');
    table.string('code', 63).comment('Failure or reason');
    table.string('hop', 16).comment('The one that is broken');
    table.text('cause').comment('For people');
    table.boolean('private').comment('Null: not known');
    table.bigInteger('certificate_at').comment('When the first one expires');
    table.bigInteger('checked_at');
    table
      .bigInteger('stale_at')
      .comment('From then on the state is unknown, unless the row changes');
    table
      .text('aws')
      .comment(
        "JSON: findings of AWS's side of the entry that decide the state",
      );
    table.bigInteger('aws_at').comment('When they were last derived');
    table
      .bigInteger('changed_at')
      .notNullable()
      .comment('When something other than a time changed');
    table.index(['stale_at'], 'states_stale_idx');
    table.index(['aws_at'], 'states_aws_at_idx');
  });

  await knex.schema.createTable('target_parts', table => {
    table.comment('Which rows of entry_parts tell the AWS side of a target');
    table.string('target_id', 32).notNullable();
    table.string('environment_id', 63).notNullable();
    table.string('kind', 16).notNullable();
    table.string('resource', 512).notNullable();
    table.primary(['target_id', 'kind', 'resource']);
    table.index(
      ['environment_id', 'kind', 'resource'],
      'target_parts_by_part_idx',
    );
  });

  await knex.schema.createTable('summaries', table => {
    table.comment('The last 24 hours of each target');
    table.string('target_id', 32).primary();
    table.bigInteger('at').notNullable();
    table.float('uptime').comment('0 to 1. Null: nothing was observed');
    table.float('coverage').notNullable().comment('0 to 1');
    table.float('p95_ms');
    table.text('slots').notNullable().comment('JSON: 96 of 15 minutes');
    table
      .text('strip')
      .comment('JSON: 48 shares of healthy results, for lists');
    table.index(['at'], 'summaries_time_idx');
  });

  await knex.schema.createTable('vantages', table => {
    table.comment('Whether each vantage can check its targets');
    table.string('id', 63).primary();
    table.string('state', 16).notNullable();
    table.bigInteger('since').notNullable();
    table.bigInteger('checked_at').notNullable();
    table.text('cause').comment('For people');
    table.bigInteger('notified_at').comment('When its operator was notified');
  });

  await knex.schema.createTable('notices', table => {
    table.comment('What the owner of each target was last notified of');
    table.string('target_id', 32).primary();
    table.string('state', 16).comment('down, exposed, or null: recovered');
    table.bigInteger('at');
    table.bigInteger('certificate_at').comment('Of this certificate');
    table.integer('certificate_days').comment('The threshold');
    table
      .string('scope')
      .comment('Of the notification, so that the next one replaces it');
  });
};

/**
 * Keeps the targets and their schedule. The history is lost.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'notices',
    'vantages',
    'summaries',
    'target_parts',
    'states',
    'transitions',
    'rollups',
    'results',
  ]) {
    await knex.schema.dropTable(table);
  }
  // Before tables refer to it: SQLite copies the table to drop columns, and deletes what refers to the old one.
  await knex.schema.alterTable('targets', table => {
    table.dropIndex(['environment_id'], 'targets_environment_id_idx');
    table.dropIndex(['removed_at'], 'targets_removed_at_idx');
    table.dropColumns(
      'name',
      'title',
      'owner',
      'system',
      'environment_id',
      'entry',
      'template_version',
      'settings',
      'removed_at',
    );
  });
  await knex.schema.createTable('checks_v1', table => {
    table
      .string('target_id', 32)
      .notNullable()
      .references('id')
      .inTable('targets')
      .onDelete('CASCADE');
    table.string('vantage_id', 63).notNullable();
    table.bigInteger('next_due_at').notNullable();
    table.bigInteger('lease_until').notNullable();
    table.text('record');
    table.text('result');
    table.bigInteger('checked_at');
    table.boolean('slow').notNullable().defaultTo(false);
    table.primary(['target_id', 'vantage_id']);
    table.index(['next_due_at'], 'checks_next_due_at_idx');
  });
  const columns =
    'target_id, vantage_id, next_due_at, lease_until, record, result, checked_at, slow';
  await knex.raw(
    `insert into checks_v1 (${columns}) select ${columns} from checks where next_due_at is not null`,
  );
  await knex.schema.dropTable('checks');
  await knex.schema.renameTable('checks_v1', 'checks');
  await knex.schema.createTable('results', table => {
    table.bigIncrements('id').primary();
    table
      .string('target_id', 32)
      .notNullable()
      .references('id')
      .inTable('targets')
      .onDelete('CASCADE');
    table.string('vantage_id', 63).notNullable();
    table.bigInteger('at').notNullable();
    table.string('outcome', 16).notNullable();
    table.float('total_ms');
    table.string('failure', 63);
    table.index(['target_id', 'vantage_id', 'at'], 'results_by_target_idx');
    table.index(['at'], 'results_at_idx');
  });
};
