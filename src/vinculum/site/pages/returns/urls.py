"""Where the pages of returns are: returns themselves, and what an operation's figures are made of."""

from django.urls import path

from vinculum.site.pages.returns import doubles, items, listing, publishing, room, upload, writing

urlpatterns = [
    path("returns", listing.returns, name="returns"),
    path("returns/new", listing.new, name="return_new"),
    path("returns/begin", listing.start, name="return_begin"),
    path("returns/<slug:sent_return>", writing.one_return, name="return"),
    path("returns/<slug:sent_return>/act", writing.act, name="return_act"),
    path("returns/<slug:sent_return>/item", writing.item_form, name="return_item_form"),
    path("returns/<slug:sent_return>/put", writing.put_item, name="return_put"),
    path("returns/<slug:sent_return>/withdraw", writing.withdraw, name="return_withdraw"),
    path("returns/<slug:sent_return>/nil", writing.nil, name="return_nil"),
    path("returns/<slug:sent_return>/lines/<int:line>/remove", writing.remove, name="return_remove"),
    path("returns/<slug:sent_return>/template", upload.template, name="return_template"),
    path("returns/<slug:sent_return>/upload", upload.upload, name="return_upload"),
    path("returns/<slug:sent_return>/workbooks/<int:workbook>", upload.workbook, name="return_workbook"),
    path("returns/<slug:sent_return>/workbooks/<int:workbook>/decide", upload.decide, name="return_workbook_decide"),
    path("returns/<slug:sent_return>/workbooks/<int:workbook>/file", upload.file, name="return_workbook_file"),
    path("operations/<slug:operation>/room", room.room, name="operation_room"),
    path("operations/<slug:operation>/items", items.items, name="operation_items"),
    path("operations/<slug:operation>/items/<slug:item>", items.item, name="operation_item"),
    path("operations/<slug:operation>/items/<slug:item>/act", items.act, name="operation_item_act"),
    path("operations/<slug:operation>/doubles", doubles.doubles, name="operation_doubles"),
    path("operations/<slug:operation>/doubles/judge", doubles.judge, name="operation_judge"),
    path("operations/<slug:operation>/publications", publishing.publications, name="operation_publications"),
    path("operations/<slug:operation>/publications/freeze", publishing.freeze, name="operation_freeze"),
    path("operations/<slug:operation>/publications/<slug:publication>", publishing.publication, name="operation_publication"),
    path("operations/<slug:operation>/publications/<slug:publication>/act", publishing.act, name="operation_publication_act"),
    path("operations/<slug:operation>/restatements", publishing.restatements, name="operation_restatements"),
    path("operations/<slug:operation>/comparison", publishing.comparison, name="operation_comparison"),
]
