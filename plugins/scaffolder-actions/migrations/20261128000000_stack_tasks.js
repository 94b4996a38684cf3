// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('private_serverless_stack_tasks', table => {
    table.comment('Which task continued last with an existing stack');
    table.string('stack_arn', 255).primary();
    table.string('task_id', 255).notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('private_serverless_stack_tasks');
};
