// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('private_serverless_task_ends', table => {
    table.comment('How often tasks with a failed deploy have come to an end');
    table.string('task_id', 255).primary();
    table
      .integer('ends')
      .notNullable()
      .defaultTo(0)
      .comment('Since the first failure of a deploy in it');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('private_serverless_task_ends');
};
