// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('checks', table => {
    table
      .boolean('slow')
      .notNullable()
      .defaultTo(false)
      .comment('Whether the latest probe held its slot for long');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('checks', table => {
    table.dropColumn('slow');
  });
};
