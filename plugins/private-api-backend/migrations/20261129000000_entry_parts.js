// @ts-check

/**
 * Times are epoch milliseconds.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('entry_parts', table => {
    table.comment(
      'What AWS reports of load balancers, endpoints, domains and certificates. Services share rows',
    );
    table
      .string('environment_id', 63)
      .notNullable()
      .comment('The first environment of the account and region');
    table.string('kind', 16).notNullable();
    table.string('resource', 512).notNullable();
    table.bigInteger('due_at').notNullable();
    table
      .bigInteger('used_at')
      .notNullable()
      .comment('When a target last had it, to delete the others');
    table.bigInteger('read_at');
    table.bigInteger('changed_at').comment('Since when AWS reports the same');
    table.text('outcome').comment('JSON: a value, or why it is not known');
    table.primary(['environment_id', 'kind', 'resource']);
    table.index(['due_at'], 'entry_parts_due_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('entry_parts');
};
