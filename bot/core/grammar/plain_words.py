"""Words of plain English: those that mean nothing in a question, and those that negate."""

from __future__ import annotations

from bot.core.catalogue.words import listed

# A question means the same without these. Every other word without a part in the reading is named at its end.
FILLER = """
    send me, send us, ones, remind me what, remind me how, remind me who, remind me which, remind me of, remind me, a,
    this, about, again, ai, all, all of, already, also, altogether, am, amount, amounts, an, and, any, any idea,
    anything, api, apis, approximately, are, as, as of now, at, atm, be, been, being, both, btw, by, calling, can, can
    i get, can i see, can you tell can i have, cheers, check, combined, consume, consumed, consuming, consumption,
    could, could i get, could i have, could you tell me, current, currently, data, dear, desc, descending, did,
    display, do, do we have, do you know, does, doing, done, during, eat, eaten, eating, eats, etc, everyone,
    everything, fetch, figures, find, for, friend, from, full, gen, generate, generated, generates, generating, get,
    gimme, give, give me, give us, go, goes, going, going on, good afternoon, good evening, good day, good morning,
    got, had, handle, handled, has, have, having, hello, here, hey, hi, highest first, hm, hmm, how, how are we
    looking, how are we doing, how big was, how big is, how many, how much, hows, how's, i need, i want, i wanna, i
    would like, id like, i'd like, if possible, if you can, if you could, in, in all, in total, info, is, is it, it,
    its, it's, just wondering, kindly, largest first, let me know, let me see, lemme, let's see, lets see, like, list,
    listing, lists, lol, look, lookin, looking, made, make, makes, making, many, may, may may i have, might, money,
    morning, much, need, now, number, numbers, of, ok, okay, omg, on, openai, open ai, or, ordered, org, organisation,
    organization, our, ours, over, overall, over, please, please tell me, pls, plss, plus, plz, plzz, print, process,
    processed, processing, provide, pull, pull up, put, quick question, quickly, r, ran, rank, ranked, ranking, real
    quick, report, reports, result, results, return, right now, rn, roughly, run, running, say, see, seen, select,
    sent, serve, served, serving, shall, should, show, show me, show us, sir, so, so far, sort, sorted, sorry,
    statistics, stats, still, sum, take, tally, tell, tell me, tell us, thank, thank you, thanks, thank u, that, that
    is, that's, thats, the, the whole, then, there, these, they, this point, those, through, thx, ty, tysm, till now,
    to, to date, today's date, together, too, took, total, totals, total of, u, uh, um, umm, until now, up to now, ur,
    us, usage, usage bot, use, used, uses, using, utilisation, utilization, value, values, via, view, w /, want, was,
    was it, we, we are, we're, went, were, what, what is, what's, whats, what are, where, where are, which, whole,
    will, with, within, would, would like, yo, you, you guys, &, +, -, --, ->, /, :, –, —, →, =, ~, consumed by, used
    by, spent by, made by, by far, as it stands, account, company, org wide, grand total, all in, all together, been
    spending, been using, been up to, hv, hav, wat, wht, hru, gm, pulling, people using, entire, complete, completely,
    mate, gpt usage, llm usage, now please, ask, asking, question, had been, have been, has been, looks, looks like,
    local time, my time, our time, period, the same time, same time, the same period, starting, ending, beginning,
    month of, year of, per month of, month's, date, dates, day, something like, and also, for me, for us, me, i, i'm
    just, i was wondering, was wondering, i think, i guess, i mean, may i see, with me, ask me, can someone tell me,
    can someone, can anyone tell me, can anybody tell me, select, from usage, don't share, do not share, dont share,
    not shared, don't post, do not post, without sharing, privately, private, for my eyes only, unit, blended,
    month-end close, month end close, monthly close, inclusive of batch, gonna, hit, hits, hitting, this time, at this
    time, which one, which one of, including batch, incl batch, include batch, ha, haha, ahoy, folks, guys, heya,
    hiya, howdy, ta, cool, great, nice, perfect, alright, tnx, own, effective, pairs, pair, of pairs, combination,
    combinations, combos, combo, any one, right,
    correct, asap, actually, ended, lot, stuff, thing, guess, quick, flash, wheres, where's, rounded, quite, really,
    side by side, same number of days, same no. of days, same no of days, the same number of days, the same days, same
    days, i.e, ie, eg, e.g, inclusive, actuals, actual, true, is it true, added up, all added up, summed up, not a
    single, not one, not even one, nothing else, not total, not the total, not in total, cant see, can't see, in the
    list, across the org, across the company, across the board, across everything, across the whole org, metric, yet,
    leaving out, their, his or her, is it just me or, is it just me, made up, make up, makes up, who won, any more,
    anymore, any longer, to search for, let, dont change anything, do not change anything, don't change anything, hey
    bot, hi bot, hello bot, yo bot, dear bot, ok bot, okay bot, thanks bot, bot please, please bot, bot pls, pls bot,
    belong to, belongs to, belong, just tell, w, wise, money wise, accrued, at the same point, at
    the same stage, alot, a lot, something, theyve, they've, weve, we've, we'd, they'd, you'd, i'd, theyd, do you
    think, do u think, you think, if u can, if u could, if u don't mind, if you don't mind, as one number, in one
    number, as a single number, as one sum, one number, was it just me, was that just me, is that just me, quick one,
    need a number, i need a number, for fun, just for fun, just curious, out of curiosity, just out of curiosity, ok
    last one, okay last one, one last one, one last question, last question, do we store, we store,
    are we storing, hwo much, made them, made those, made it all, my two, of my two, which of the two, of our two,
    yes/no, yes or no, or not, in plain english, in plain words, in plain language, in simple terms, in simple words,
    at the moment, at this moment, these days, nowadays, just numbers, just the numbers,
    only numbers, only the numbers, numbers only, basically, wanna know, want to know, need to know, on earth, touch,
    touched, touching, the hell, the heck, no rush, no hurry, not urgent, urgent, urgently, oh no, just between us,
    between us, sorry to bother, sorry to bother you, long story short, in a hurry, no worries, no problem, no pressure,
    final number, final numbers, the final number, the final numbers, final figure, final figures, final total, before
    closing, before we close, before i close, before closing the books for, before we close the books for, before we
    close the books on, when you get a chance, when you have a minute, if you have a minute,
    ignore rest, ignore the rest, ignore others, ignore the others, ignore everything else, ignore all others, skip the
    rest, leave out the rest, forget the rest, not the rest, no others, yikes, oops, for the record, fyi, heads up
    """

# Alone they ask how things are; all others of the list above ask nothing by themselves.
OVERVIEW_WORDS = frozenset(
    listed(
        """
        usage, use, used, using, uses, consume, consumed, consumption, utilisation, utilization, money, number, numbers,
        figures, stats, statistics, report, reports, total, totals, sum, data, looking, lookin, doing, how much, how
        many, how are we looking, how are we doing, so far, overall, value, values, gpt usage, llm usage, openai, open
        ai, account, current, currently, right now, rn, result, results, amount, amounts, been using, been spending,
        everything, info, tally
        """
    )
)

# These lead what is left out.
EXCEPT = listed(
    """
    except, except for, without, excluding, exclude, excludes, didnt come from, didn't come from, did not come from,
    not come from, not coming from, wasnt from, wasn't from, excl, ex, not, but not, but, other than, apart from,
    minus, w/o, w/out, wo, no, non, ignoring, ignore, not including, leaving out, leave out, aside from, besides,
    beside, not for, not on, not from, sans, all but, anything but, everything but, omit, omitting, skip, skipping, w
    / o, w / out, !, filter out, not counting, outside, outside of, everything outside, less, bar, barring, neither,
    do not show, don't show, dont show, not show, exclusive of, net of, hide, except from, excepting, take out, taking
    out, strip out, stripping out, cut out, take away, carve out, carving out
    """
)

# These negate a neighbour. One that no reader takes is asked back, never left out.
NEGATIONS = frozenset(
    (
        *(word for word in EXCEPT if " " not in word and word not in ("but", "!")),
        *listed(
            """
            never, nor, none, nothing, nobody, no-one, noone, nowhere, cannot, can't, cant, don't, dont, doesn't,
            doesnt, didn't, didnt, isn't, isnt, aren't, arent, wasn't, wasnt, weren't, werent, won't, wont, wouldn't,
            wouldnt, haven't, havent, hasn't, hasnt, unless, hardly, barely
            """
        ),
    )
)

# These alone are no question.
SMALL_TALK = frozenset(
    listed(
        """
        thanks, thx, ty, tysm, thank, you, cheers, ok, okay, cool, great, nice, perfect, alright, lol, haha, bye,
        goodbye, lunch, dinner, breakfast, coffee, never, mind, nevermind, nvm, sorry, yes, no, yep, nope, ta, so,
        much, a, lot, u, mate, sir, really, do, it, wat, wow, omg, hmm, hm, sure, right, fine, huh, k, wait, go, ahead
        """
    )
)
