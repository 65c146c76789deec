"""What is said about a cell or a file, in Chinese and English. Codes are stable; the words may improve.

Placeholders: {label} the column's name, {given} what stands there (masked), {n} a count or row, {day} a date.
Each entry is (cause, remedy).
"""

LABELS: dict[str, dict[str, str]] = {
    "name": {"zh": "姓名", "en": "Name"},
    "id_number": {"zh": "身份证号", "en": "ID number"},
    "phone": {"zh": "手机号", "en": "Mobile number"},
    "workshop": {"zh": "车间", "en": "Workshop"},
    "team": {"zh": "班组", "en": "Team"},
    "workshop_team": {"zh": "车间/班组", "en": "Workshop/team"},
    "job": {"zh": "岗位", "en": "Job"},
    "job_number": {"zh": "工号", "en": "Job number"},
    "address": {"zh": "现住址", "en": "Address"},
    "left_city": {"zh": "是否离开本市", "en": "Left the city"},
    "destination": {"zh": "外出地点", "en": "Destination"},
    "return_date": {"zh": "返回日期", "en": "Return date"},
    "planned_return": {"zh": "计划返回日期", "en": "Planned return"},
    "transport": {"zh": "交通工具及车次", "en": "Transport"},
    "health": {"zh": "健康状况", "en": "Health"},
    "certificate": {"zh": "健康证明编号", "en": "Health certificate"},
}

Words = dict[str, tuple[str, str]]

# (code, detail) → words; detail "" is the code's general text.
FAULTS: dict[tuple[str, str], Words] = {
    ("missing", ""): {
        "zh": ("没有填{label}，这一项必填。", "请补填。"),
        "en": ("{label} is blank; it is required.", "Fill it in."),
    },
    ("length", "id_number"): {
        "zh": ("身份证号 {given} 有 {n} 位，应为 18 位。", "请对照证件重填。"),
        "en": ("ID number {given} has {n} characters; it must have 18.", "Check it against the card."),
    },
    ("length", "old_id"): {
        "zh": ("身份证号 {given} 是 15 位旧号码，应为 18 位。", "请改填现用身份证上的 18 位号码。"),
        "en": ("ID number {given} is an old one of 15 digits.", "Use the 18 characters of the present card."),
    },
    ("length", "phone"): {
        "zh": (
            "手机号 {given} 有 {n} 位，应为 11 位数字。",
            "请填一个本人的手机号，不填座机，不填两个号码。",
        ),
        "en": (
            "Mobile number {given} has {n} characters; it must have 11 digits.",
            "Give one mobile number, no landline.",
        ),
    },
    ("length", "phone_form"): {
        "zh": ("{given} 不是手机号：应为 11 位数字，以 13 至 19 开头。", "请核对后重填。"),
        "en": (
            "{given} is no mobile number: 11 digits beginning with 13 to 19 are wanted.",
            "Check it and type it again.",
        ),
    },
    ("checksum", ""): {
        "zh": ("身份证号 {given} 的校验位不符，有数字填错。", "请对照证件逐位核对后重填。"),
        "en": (
            "ID number {given} fails its check digit: a digit is wrong.",
            "Compare it with the card, digit by digit.",
        ),
    },
    ("checksum", "characters"): {
        "zh": ("身份证号 {given} 里有不该出现的字符，只能是数字，末位可为 X。", "请对照证件重填。"),
        "en": (
            "ID number {given} holds other characters than digits and a last X.",
            "Type it again from the card.",
        ),
    },
    ("precision_lost", ""): {
        "zh": (
            "{label}按数字存放，Excel 只保留 15 位，后面的数字已经丢失（现为 {given}）。",
            "请先把这一列的单元格格式设为“文本”，再重新输入完整号码。",
        ),
        "en": (
            "The {label} is stored as a number: Excel keeps 15 digits, the last ones are lost (now {given}).",
            "Format the column as text first, then type the whole number again.",
        ),
    },
    ("duplicate", "id_number"): {
        "zh": (
            "与第 {n} 行的身份证号相同（{given}），是同一个人。",
            "同一个人只留一行；若是号码填错，请改正。",
        ),
        "en": (
            "The same ID number as in row {n} ({given}): one person twice.",
            "Keep one row, or mend the number.",
        ),
    },
    ("duplicate", "job_number"): {
        "zh": ("工号 {given} 已被第 {n} 行的另一人使用。", "一个工号只能属于一个人，请改正其中一个。"),
        "en": (
            "Job number {given} is already another person's, in row {n}.",
            "Give each person a number of their own.",
        ),
    },
    ("no_such_day", "calendar"): {
        "zh": ("{label}“{given}”不存在，日历上没有这一天。", "请改为真实日期，写成 2020-02-03 的样子。"),
        "en": ("{label} “{given}”: there is no such day.", "Give a real date, written like 2020-02-03."),
    },
    ("no_such_day", "form"): {
        "zh": ("{label}“{given}”认不出是哪一天。", "请只写一个日期，写成 2020-02-03 的样子。"),
        "en": ("{label} “{given}” names no single day.", "Give one date, written like 2020-02-03."),
    },
    ("no_such_day", "number"): {
        "zh": (
            "{label}“{given}”按小数存放，分不清是几日（2.3 也可能是 2.30）。",
            "请写成 2020-02-03 的样子。",
        ),
        "en": (
            "{label} “{given}” is stored as a decimal: 2.3 may have been 2.30.",
            "Write it like 2020-02-03.",
        ),
    },
    ("no_such_day", "birth"): {
        "zh": ("身份证号 {given} 里的出生日期不存在。", "请对照证件重填。"),
        "en": ("The birth date inside ID number {given} does not exist.", "Compare it with the card."),
    },
    ("after_today", ""): {
        "zh": (
            "{label} {given} 晚于今天（{day}），还没有到。",
            "已返回的填实际日期；尚未返回的填在“计划返回日期”一列。",
        ),
        "en": (
            "{label} {given} is after today ({day}).",
            "Give the day of the return; a plan goes into “planned return”.",
        ),
    },
    ("after_today", "birth"): {
        "zh": ("身份证号 {given} 里的出生日期晚于今天（{day}）。", "请对照证件重填。"),
        "en": (
            "The birth date inside ID number {given} is after today ({day}).",
            "Compare it with the card.",
        ),
    },
    ("formula", "formula"): {
        "zh": (
            "{label}是公式（以 {given} 开头），本系统不计算公式。",
            "请复制后“选择性粘贴—数值”，或直接输入内容。",
        ),
        "en": (
            "{label} holds a formula (beginning {given}); formulas are never evaluated.",
            "Paste it as a value, or type it.",
        ),
    },
    ("formula", "error"): {
        "zh": ("{label}是 Excel 错误值 {given}。", "请直接输入内容。"),
        "en": ("{label} is the Excel error {given}.", "Type the value itself."),
    },
    # warnings
    ("unknown_region", ""): {
        "zh": ("身份证号 {given} 开头的地区代码查不到，号码仍可导入。", "请核对一遍。"),
        "en": (
            "The region code of ID number {given} is not known; it is taken all the same.",
            "Please look again.",
        ),
    },
    ("under_16", ""): {
        "zh": (
            "按身份证号 {given}，此人今天未满 16 周岁（{n} 岁）。",
            "《禁止使用童工规定》不许招用未满 16 周岁者，请核实。",
        ),
        "en": (
            "By ID number {given} this person is {n}, below 16.",
            "Employing anyone under 16 is forbidden (禁止使用童工规定): check.",
        ),
    },
    ("phone_shared", ""): {
        "zh": (
            "手机号 {given} 与第 {n} 行的另一人相同。",
            "每人应填自己的号码；本人没有手机的，由班组长代报。",
        ),
        "en": (
            "Mobile number {given} is also another person's, in row {n}.",
            "Each gives their own; a leader reports for those without.",
        ),
    },
    ("unclear", ""): {
        "zh": ("{label}“{given}”看不出是“是”还是“否”，按未填处理。", "请填“是”或“否”。"),
        "en": ("{label} “{given}” is neither yes nor no; taken as blank.", "Write yes or no."),
    },
    ("odd_name", ""): {
        "zh": ("姓名里有数字或过长，已照原样接收。", "请核对这一列是不是姓名。"),
        "en": (
            "The name holds digits or is very long; taken as it is.",
            "Check that this column is the name.",
        ),
    },
    ("too_long", ""): {
        "zh": ("{label}超过 {n} 个字，后面的没有接收。", "请写短一些。"),
        "en": ("{label} is longer than {n} characters; the rest is left out.", "Make it shorter."),
    },
    ("old_year", ""): {
        "zh": ("{label}“{given}”没有写年份，按 {day} 理解。", "若不对，请写全年月日。"),
        "en": ("{label} “{given}” has no year; read as {day}.", "If that is wrong, write the year."),
    },
}

UNREADABLE: dict[str, Words] = {
    "not_found": {
        "zh": ("找不到文件或无法打开：{given}。", "请检查文件名和权限。"),
        "en": ("No such file, or it cannot be opened: {given}.", "Check the name and the permissions."),
    },
    "empty_file": {
        "zh": ("文件是空的（0 字节）。", "请重新保存或下载后再上传。"),
        "en": ("The file is empty (0 bytes).", "Save or download it again."),
    },
    "not_a_workbook": {
        "zh": ("这不是表格文件{given}。", "请上传 .xlsx、.xls、.ods 或 .csv 文件。"),
        "en": ("This is no spreadsheet{given}.", "Use a file of the kinds .xlsx, .xls, .ods or .csv."),
    },
    "web_page": {
        "zh": ("这是一个网页，只是文件名像表格。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
        "en": (
            "This is a web page named like a spreadsheet.",
            "Open it in Excel or WPS and save it as .xlsx.",
        ),
    },
    "password": {
        "zh": ("文件设有打开密码，读不了。", "请在 Excel 或 WPS 里取消密码，另存后再上传。"),
        "en": (
            "The file is protected by a password.",
            "Remove the password in Excel or WPS and save it again.",
        ),
    },
    "damaged": {
        "zh": ("文件已损坏，读不完整。", "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再上传。"),
        "en": (
            "The file is damaged and cannot be read.",
            "Open it in Excel or WPS and save it as a new .xlsx.",
        ),
    },
    "unsafe": {
        "zh": (
            "文件里有花名册不会有的危险内容（{given}），没有打开。",
            "请把数据复制到新建的表格里，另存后再上传。",
        ),
        "en": (
            "The file holds dangerous content no roster has ({given}); it was not opened.",
            "Copy the data into a new workbook.",
        ),
    },
    "too_large": {
        "zh": ("文件太大：{given}。", "请分成几个文件，或把数据复制到新建的表格里。"),
        "en": ("The file is too large: {given}.", "Split it, or copy the data into a new workbook."),
    },
    "no_rows": {
        "zh": ("表格里没有内容。", "请确认数据在这个文件里，并已保存。"),
        "en": ("There is nothing in the workbook.", "Make sure that the data is in this file and saved."),
    },
    "no_header": {
        "zh": (
            "找不到表头：前 {n} 行里没有同时认出“姓名”“身份证号”“手机号”中的两列（看过工作表：{given}）。",
            "请在数据上方加一行表头，至少写姓名、身份证号、手机号。",
        ),
        "en": (
            "No header: the first {n} rows do not name two of name, ID number and phone (sheets looked at: {given}).",
            "Put a header row above the data, with at least 姓名, 身份证号, 手机号.",
        ),
    },
}
