help-nodes = How many nodes I know, and whom I heard last; a page, or only some: direct, a role, part of a name.
argument-chosen = PAGE|FILTER
nodes-none = I know no other node yet.
nodes-known = { $known ->
    [one] { $known } node known
   *[other] { $known } nodes known
}; heard in 1 h: { $hour }, in 24 h: { $day }
nodes-latest = Latest:
nodes-more = … { $way }
nodes-page = Page { $page } of { $pages }:
nodes-matching = { $count ->
    [one] { $count } node
   *[other] { $count } nodes
}, “{ $filter }”{ $pages ->
    [1] {""}
   *[other] {", page "}{ $page } of { $pages }
}:
nodes-no-match = None of my nodes is “{ $filter }”. Write a page, direct, a role such as router, or part of a name.
