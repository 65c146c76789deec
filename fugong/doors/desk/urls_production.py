"""Addresses of the production plan."""

from django.urls import path

from fugong.doors.desk import production, production_edit

production_urls = [
    path("production/", production.production, name="production"),
    path("production/export.xlsx", production.export, name="export_production"),
    path("production/sheet/", production.sheet, name="production_sheet"),
    path("production/template.xlsx", production.template, name="production_template"),
    path("production/copy/", production.copy_week, name="copy_production"),
    path("production/look/", production_edit.look, name="look_production"),
    path("production/plan/", production_edit.new_plan, name="new_plan"),
    path("production/plan/<uuid:plan_day_id>/", production_edit.edit_plan, name="edit_plan"),
    path("production/plan/<uuid:plan_day_id>/remove/", production_edit.remove_plan, name="remove_plan"),
    path("production/orders/", production_edit.new_order, name="new_order"),
    path("production/orders/<uuid:order_id>/", production_edit.edit_order, name="edit_order"),
    path("production/materials/", production_edit.new_material, name="new_material"),
    path("production/materials/<uuid:material_id>/", production_edit.edit_material, name="edit_material"),
    path(
        "production/materials/<uuid:material_id>/remove/",
        production_edit.remove_material,
        name="remove_material",
    ),
]
