-- Search by the two indexes, always: the planner thinks word_similarity cheap and would compute it for every service.
-- A word that fits very many services (ausweis) is cut to the best by rank and a sample by likeness; nobody reads more.
create function catalogue.find_services(asked text, asked_needle text)
returns table (key text, closeness real, has_words boolean, rank real)
language sql stable
set enable_seqscan = off
set search_path = catalogue, public, pg_catalog
as $$
  with by_words as materialized (
    select s.key, ts_rank(s.words, plainto_tsquery('german', asked) || plainto_tsquery('english', asked)) as rank
    from catalogue.current_service s
    where s.words @@ (plainto_tsquery('german', asked) || plainto_tsquery('english', asked))
    order by 2 desc, length(s.needle) desc, s.key
    limit 100
  ), alike as materialized (
    select s.key from catalogue.current_service s where asked_needle <% s.needle limit 200
  ), found as (
    select coalesce(w.key, a.key) as key, w.key is not null as has_words, coalesce(w.rank, 0) as rank
    from by_words w full join alike a on a.key = w.key
  )
  select f.key, word_similarity(asked_needle, s.needle), f.has_words, f.rank from found f join catalogue.current_service s on s.key = f.key
$$;
