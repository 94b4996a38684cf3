// @ts-check

/**
 * Times are epoch milliseconds.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('targets', table => {
    table.comment(
      'Stacks that catalog entities name, and what is known of them',
    );
    table.string('id', 32).primary().comment('Hash of entity and stack');
    table.string('entity_ref').notNullable();
    table.text('stack_arn').notNullable().comment('As in the annotation');
    table.text('knowledge').notNullable().comment('JSON: binding or reason');
    table.bigInteger('synced_at').notNullable();
    table.bigInteger('bound_at').comment('When the binding was last confirmed');
    table.index(['entity_ref'], 'targets_entity_ref_idx');
  });

  await knex.schema.createTable('checks', table => {
    table.comment('The present: one row for each target and vantage');
    table
      .string('target_id', 32)
      .notNullable()
      .references('id')
      .inTable('targets')
      .onDelete('CASCADE');
    table.string('vantage_id', 63).notNullable();
    table.bigInteger('next_due_at').notNullable();
    table
      .bigInteger('lease_until')
      .notNullable()
      .comment('Until then a backend is at it');
    table.text('record').comment('JSON: HealthRecord');
    table.text('result').comment('JSON: the latest ProbeResult');
    table.bigInteger('checked_at');
    table.primary(['target_id', 'vantage_id']);
    table.index(['next_due_at'], 'checks_next_due_at_idx');
  });

  await knex.schema.createTable('results', table => {
    table.comment('The past: one row for each probe');
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

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('results');
  await knex.schema.dropTable('checks');
  await knex.schema.dropTable('targets');
};
