"""What people ask about budgets and their alerts as such. One short answer each."""

from __future__ import annotations

from bot.core.answers.about_row import About

_BUDGET_GONE = (
    r"(?:the |our |a |my )?(?:\w[\w-]* )?(?:budget|limit|cap)(?: is)? ?(?:used up|gone|exceeded|reached|hit|blown|full|"
    r"spent|runs out|over)?|(?:we|i|it|they|you) (?:hits?|reach(?:es)?|pass(?:es)?|go(?:es)? over|exceeds?|blows?|"
    r"gets? to|are at|is at) (?:the |our |its |a )?(?:\d{1,3} ?%|budget|limit|cap)|\d{1,3} ?(?:%|percent)"
)
_STOPPING = (
    r"(?:and )?(?:do|does|will|would|is|are|can) (?:it|we|the budgets?|a budget|this|they|you|the bot|requests|calls|"
    r"our api|the api|api calls|the service|everything|anything|our apps?|things|traffic|customers)"
    r" (?:just |then |all |get |be |actually |also )*(?:stop|stops|stopped|fail|failing|block|blocked|cut off|cutoff|"
    r"shut off|shut down|turned off|break|refused|enforced|throttled|go down|rejected)"
    r"(?: (?:working|us|me|requests|calls|traffic|everything|anything|usage|it|serving))?"
    r"(?: for (?:customers|users|us))?"
)
_UNSPENT = r"(?:unspent|unused|left ?over|remaining|budgets?)(?: budgets?| amounts?| money| dollars| funds)?"
_CALENDAR = r"(?:calendar|rolling|fiscal|utc|sliding)(?: (?:day|week|month)s?)?"
_POLITE = r"(?:please |pls |can (?:you|u|we) |could you |hey )*"
_NO_PINGS = (
    r"(?:no|no more|stop|don'?t|do not|never|quit|mute|silence|hold|pause)(?: the| all| any| sending| my| me)*"
    r" ?(?:pings?|alerts?|alerting|pinging|notifications?|notify|warnings?|messages?|messaging|disturb|wake)"
    r"(?: me| us)?"
)
_AT_NIGHT = (
    r"(?:at night|overnight|during the night|at nights|in the evenings?|(?:after|before|past|from|until|till|between)"
    r" \d{1,2}(?::\d\d)? ?(?:am|pm)?(?: (?:and|to|until|till|-) \d{1,2}(?::\d\d)? ?(?:am|pm)?)?|on (?:the )?weekends?|"
    r"outside (?:of )?(?:office|business|working|work) hours|out of hours|while i sleep|when i(?:'m| am) asleep)"
    r"(?: (?:please|pls|plz|anymore|any more))*"
)

OF_BUDGETS = (
    About(
        "recipients",
        "An alert goes to its budget's own channel, else to {channel}, and names the budget's "
        "owner. `budgets` shows them.",
        ("budgets", "alerts"),
        (
            r"who (?:gets?|is|are|will be|will get|receives?|sees?|does it|do you|do we|all gets?) (?:\w+ ){0,3}?"
            r"(?:pinged|pings?|alerted|alerts?|notified|notifications?|notify|told|warned|warnings?|ping|warn|alert)\b"
            r"(?! (?:cost|spend)| (?:for|on|of) .*\bbudget).{0,40}",
            r"where (?:do|does|will|are|is) (?:the |our |your |my )?(?:\w+ )?(?:alerts?|warnings?"
            "|notifications?|pings?) (?:go|sent|come|land|posted|post|end up)(?: to)?",
            "(?:which|what) channels? (?:gets?|has|have|receives?|do|does|are|is) .{0,20}(?:alerts?"
            "|warnings?|notifications?|pings?|pinged|alerted)(?: .{0,15})?",
        ),
    ),
    About(
        "levels",
        "A budget warns at 50, 80 and 100 % unless it has other levels, such as `warn 60 90`. `budgets` shows each.",
        ("budgets", "help"),
        (
            "(?:what (?:does|do)|what's) (?:an? |the )?(?:budget )?(?:alerts?|warnings?) mean|what "
            "(?:is|are) (?:an? )?(?:budget )?(?:alerts?|warnings?)(?: for)?",
            "(?:what|which|at (?:what|which))(?: are)?(?: the| our| your| my)? ?(?:alert(?:ing)? "
            "|warning |budget |percentage )?(?:thresholds?|levels?)"
            r"(?! (?:of|per|by|from)\b)(?: (?:do|does|are|is|will|we|you|alerts?|have).{0,40})?",
            "(?:when|at what (?:point|percent|percentage)|how early) (?:do|does|will|would|are) "
            "(?:you|u|it|we|i|the bot|alerts?|a budget|the alerts?) (?:get )?"
            "(?:alert|warn|alerted|warned|pinged|ping|notified|notify|fire|told|tell us|tell me)(?: "
            "(?:me|us|people|somebody|anyone))?",
        ),
    ),
    About(
        "stops nothing",
        "A budget stops nothing: it sends alerts, and requests go on. What stops requests is a hard limit at OpenAI;"
        " `alerts` names those that are near.",
        ("budgets", "alerts"),
        (
            rf"(?:so )?what(?:'s going to| happens?| will happen| would happen|'ll happen| happens? then)"
            rf" (?:if|when|once|at|after) (?:{_BUDGET_GONE})(?:,? {_STOPPING})?",
            rf"{_STOPPING}(?: (?:if|when|once|at|after) (?:{_BUDGET_GONE}))?",
            r"(?:is|are) (?:it|this|that|the budgets?|your limits?|budgets?|they) (?:a )?(?:hard|soft)"
            r"(?: (?:cap|limit|stop)s?)?(?: or .{2,20})?",
        ),
    ),
    About(
        "begins anew",
        "A budget is for a calendar day, a week from Monday, or a calendar month, in UTC as OpenAI bills. Each begins"
        " at zero: nothing unspent is carried over.",
        ("budgets", "help"),
        (
            rf"(?:do|does|will|can|is|are|did|would) (?:the |our |my |its |any |an? )?(?:\w[\w-]* )?{_UNSPENT}"
            r" (?:carr(?:y|ied)(?: (?:over|forward))?|rolls?(?:ed)?(?:[ -]?over)?|accumulate|transfer|add up|lost|kept)"
            r"(?: (?:over|to|into|from|at) .{2,25})?",
            rf"(?:is|are) (?:the |our |my |this |that )?(?:\w[\w-]* )?(?:budgets?|limits?|periods?)"
            r" (?:per |by |a |for a |for the )?"
            rf"{_CALENDAR}(?: .{{2,40}})?",
            rf"(?:\w[\w-]* )?budgets? (?:for [\w-]+ )?(?:is|are) (?:per |by |a |for a )?{_CALENDAR}(?: .{{2,60}})?",
            r"when (?:do|does|will|is|are) (?:the |our |my |a |all )?(?:\w[\w-]* )?(?:budgets?|limits?)(?: of [\w-]+)?"
            r" (?:get )?(?:reset|resets|restart|renewed|renew|start over|begin again|roll over|starts? again)",
        ),
    ),
    About(
        "quiet hours",
        "Who runs me sets quiet hours (`USAGE_BOT_QUIET_HOURS`, such as `19:00-08:00`): alerts below 100 % wait for"
        " their end. `snooze` quiets one alert.",
        ("alerts", "reports"),
        (
            rf"{_POLITE}(?:{_NO_PINGS}) {_AT_NIGHT}",
            r"(?:can|could|do|are|is) (?:we|i|you|u|there)(?: please)? (?:set|have|get|use|any|add)?(?: up)?"
            r" ?(?:some )?(?:quiet hours|do not disturb|dnd)(?: .{2,30})?|(?:set |add )?quiet hours(?: .{2,30})?",
        ),
    ),
)
