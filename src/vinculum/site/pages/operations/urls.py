"""Where the pages of operations are. The room and the returns of an operation are in ``pages/returns``."""

from django.urls import path

from vinculum.site.pages.operations import (
    capacity,
    disruptions,
    listing,
    log,
    operation,
    planning,
    proposing,
    spend,
    tasking,
    taskings,
)

urlpatterns = [
    path("operations", listing.operations, name="operations"),
    path("operations/new", proposing.new, name="operation_new"),
    path("operations/<slug:operation>", operation.operation, name="operation"),
    path("operations/<slug:operation>/act", operation.act, name="operation_act"),
    path("operations/<slug:operation>/edit", proposing.edit, name="operation_edit"),
    path("operations/<slug:operation>/capacity", capacity.capacity, name="operation_capacity"),
    path("operations/<slug:operation>/capacity/sheet", capacity.upload, name="operation_capacity_sheet"),
    path("operations/<slug:operation>/capacity/template", capacity.template, name="operation_capacity_template"),
    path("operations/<slug:operation>/capacity/<slug:thing>", capacity.tell, name="operation_capacity_tell"),
    path("operations/<slug:operation>/capacity/<slug:thing>/<int:line>", capacity.remove, name="operation_capacity_remove"),
    path("operations/<slug:operation>/plans", planning.plans, name="operation_plans"),
    path("operations/<slug:operation>/plans/new", planning.start, name="operation_plan_start"),
    path("operations/<slug:operation>/plans/<int:plan>", planning.plan, name="operation_plan"),
    path("operations/<slug:operation>/plans/<int:plan>/give-out", planning.give_out, name="operation_plan_give_out"),
    path("operations/<slug:operation>/log", log.log, name="operation_log"),
    path("operations/<slug:operation>/log/add", log.add, name="operation_log_add"),
    path("operations/<slug:operation>/spend", spend.spend, name="operation_spend"),
    path("operations/<slug:operation>/spend/add", spend.add, name="operation_spend_add"),
    path("operations/<slug:operation>/spend/<int:line>/undo", spend.undo, name="operation_spend_undo"),
    path("operations/<slug:operation>/taskings/new", taskings.new, name="tasking_new"),
    path("operations/<slug:operation>/disruptions/new", disruptions.new, name="disruption_new"),
    path("taskings", taskings.taskings, name="taskings"),
    path("taskings/<slug:tasking>", tasking.tasking, name="tasking"),
    path("taskings/<slug:tasking>/act", tasking.act, name="tasking_act"),
    path("taskings/<slug:tasking>/result", tasking.result, name="tasking_result"),
    path("disruptions", disruptions.disruptions, name="disruptions"),
    path("disruptions/<slug:disruption>", disruptions.disruption, name="disruption"),
    path("disruptions/<slug:disruption>/act", disruptions.act, name="disruption_act"),
    path("disruptions/<slug:disruption>/revise", disruptions.revise, name="disruption_revise"),
]
