"""How personal values are shown before somebody entitled opens them: one style everywhere."""


def mask_name(name: str) -> str:
    """张三 → 张*；the first character, then one star whatever the length."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_id_number(number: str) -> str:
    """410802198501010012 → 410802********0012; anything shorter than ten characters is starred whole."""
    number = number.strip()
    if len(number) < 10:
        return "*" * len(number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def mask_phone(phone: str) -> str:
    """13800138000 → 138****8000."""
    phone = phone.strip()
    if len(phone) < 8:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_plate(plate: str) -> str:
    """豫H12345 → 豫H***45; anything shorter than six characters is starred whole."""
    plate = plate.strip()
    if len(plate) < 6:
        return "*" * len(plate)
    return f"{plate[:2]}{'*' * (len(plate) - 4)}{plate[-2:]}"


def mask_text(text: str) -> str:
    """Free text is not shown at all, only that there is some."""
    return "••••" if text.strip() else ""
