"""Addresses of the desk: vehicles and goods from outside, and where they are put."""

from django.urls import path

from fugong.doors.desk import areas, goods, vehicles

yard_urls = [
    path("areas/", areas.areas, name="areas"),
    path("areas/<uuid:area_id>/", areas.area, name="area"),
    path("areas/<uuid:area_id>/close/", areas.close_area, name="close_area"),
    path("vehicles/", vehicles.vehicles, name="vehicles"),
    path("vehicles/export.xlsx", vehicles.export_vehicles, name="export_vehicles"),
    path("vehicles/print/", vehicles.print_vehicles, name="print_vehicles"),
    path("vehicles/new/", vehicles.add_vehicle, name="add_vehicle"),
    path("vehicles/<uuid:stay_id>/", vehicles.vehicle, name="vehicle"),
    path("vehicles/<uuid:stay_id>/park/", vehicles.park_vehicle, name="park_vehicle"),
    path("vehicles/<uuid:stay_id>/disinfect/", vehicles.disinfect_vehicle, name="disinfect_vehicle"),
    path("vehicles/<uuid:stay_id>/out/", vehicles.vehicle_out, name="vehicle_out"),
    path("vehicles/<uuid:stay_id>/correct/", vehicles.correct_vehicle, name="correct_vehicle"),
    path("vehicles/<uuid:stay_id>/void/", vehicles.void_vehicle, name="void_vehicle"),
    path("goods/", goods.goods, name="goods"),
    path("goods/export.xlsx", goods.export_goods, name="export_goods"),
    path("goods/print/", goods.print_goods, name="print_goods"),
    path("goods/new/", goods.add_goods, name="add_goods"),
    path("goods/<uuid:lot_id>/", goods.goods_lot, name="goods_lot"),
    path("goods/<uuid:lot_id>/disinfect/", goods.disinfect_goods, name="disinfect_goods"),
    path("goods/<uuid:lot_id>/release/", goods.release_goods, name="release_goods"),
    path("goods/<uuid:lot_id>/correct/", goods.correct_goods, name="correct_goods"),
    path("goods/<uuid:lot_id>/void/", goods.void_goods, name="void_goods"),
]
