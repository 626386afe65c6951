create table notes (id bigint primary key, this_name_says_everything_about_the_column_and_then_some_more_words text); -- ! identifier-too-long
