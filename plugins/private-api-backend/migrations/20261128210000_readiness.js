// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('readiness', table => {
    table.comment('The latest check of each environment');
    table.string('environment_id', 63).primary();
    table
      .string('configuration', 64)
      .notNullable()
      .comment('Hash of the configuration that was checked');
    table
      .bigInteger('checked_at')
      .notNullable()
      .comment('Epoch milliseconds, never replaced by an earlier one');
    table.text('result').notNullable().comment('JSON: Readiness');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('readiness');
};
