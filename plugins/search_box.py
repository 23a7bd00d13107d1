"""The ordinary search box asks our index: Datasette's escape_fts is replaced by the expression of our tokens, and narrowed_fts
is the same within rows that have some values (see pipelines.publishing.rewriting)."""

from datasette import hookimpl

from pipelines.searching import match_expression, narrowed


@hookimpl(trylast=True)  # Datasette registers its own escape_fts after every ordinary hook, and the last one wins
def prepare_connection(conn):
    conn.create_function("escape_fts", 1, match_expression, deterministic=True)
    conn.create_function("narrowed_fts", -1, narrowed, deterministic=True)
